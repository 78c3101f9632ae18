/** An address a picture may be loaded from: https only, as in LINE. */
export function pictureSource(url: string | undefined): string | undefined {
  return schemeOf(url) === 'https:' ? url : undefined;
}

/** A link a phone opens: the web, a telephone number, or LINE's own scheme. */
export function isOpenable(uri: string | undefined): uri is string {
  return ['https:', 'http:', 'tel:', 'line:'].includes(schemeOf(uri) ?? '');
}

function schemeOf(url: string | undefined): string | undefined {
  return url !== undefined && URL.canParse(url) ? new URL(url).protocol : undefined;
}
