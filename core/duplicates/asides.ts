/** A name without what shops write beside it in brackets, before it or behind it (退会, 旧姓, ※, _2), and the reading that stands there in kana. */
export function withoutAsides(text: string): { name: string; reading: string } {
  if (/^[\p{L}\s々]*$/u.test(text)) return { name: text, reading: '' };
  const plain = text.normalize('NFKC');
  const [, aside = ''] = /[(<[]([ぁ-ゖァ-ヺー\s]+)[)>\]]\s*$/.exec(plain) ?? [];
  const name = plain
    .replace(/[(<[【〔「].*?[)>\]】〕」]/g, '')
    .replace(/^[\s*※★☆◎]+(?=\S)/, '')
    .replace(/(?<=\S)(?:\s*※.*|[\s*※★☆◎_#\d]+)$/, '');
  return name.trim() === '' ? { name: text, reading: '' } : { name, reading: aside };
}

/** A name without what it is addressed by: 様, さん, Mrs. */
export function withoutTitle(name: string): string {
  return name
    .normalize('NFKC')
    .replace(/(?<=\S)\s*(様|さま|サマ|さん|ちゃん|くん|先生|殿)$|^(mr|mrs|ms|dr)\.?\s+/giu, '');
}
