import type { AbuseRule, AlertFacts } from '../../db/schema/abuse.ts';
import type { AdjustReason } from '../../db/schema/till.ts';

const number = new Intl.NumberFormat('ja-JP');
const pt = (points: number) => `${number.format(points)}\u00a0pt`;
const signed = (points: number) => `${points > 0 ? '＋' : '−'}${pt(Math.abs(points))}`;
const names = (facts: AlertFacts) => (Array.isArray(facts.staff) ? facts.staff : []).join('、') || '担当者の記録なし';
const figure = (value: AlertFacts[string] | undefined) => number.format(Number(value ?? 0));

/** What staff read about points moved by hand, and about patterns that somebody should look at. */
export const pointsJa = {
  till: {
    button: 'レジ',
    title: 'レジ',
    intro: 'お会計と返品のページを開きます。リンクは1回だけ、10分のあいだ使えます。開いたページは30分で閉じます。',
    open: 'レジを開く',
    headquarters: 'レジを使えるのは、お店の方だけです。',
  },

  adjust: {
    open: 'ポイントを直す',
    title: 'ポイントを直す',
    who: (name: string, account: string, points: string) => `*${name} 様*(${account})・ いま使えるのは ${points}`,
    direction: 'どちらに直しますか',
    give: '加える',
    take: '引く',
    amount: 'ポイント',
    amountHint: '1から1,000,000までの数字で入れてください。',
    reason: '理由',
    placeholder: '選んでください',
    reasons: {
      points_missed: 'お買いもののポイントが付いていなかった',
      wrong_amount: '付いたポイントの数が違っていた',
      apology: 'お詫びとして',
      system_trouble: 'システムの不具合があった',
      other: 'そのほか(メモに書く)',
    } satisfies Record<AdjustReason, string>,
    note: 'メモ(記録に残ります)',
    noteHint: 'お電話番号などは書かないでください。',
    noteNeeded: '「そのほか」のときは、メモに理由を書いてください。',
    next: '確かめる',
    tooMany: (available: number) => `いま引けるのは ${pt(available)} までです。`,
    previewTitle: '内容の確認',
    preview: (amount: number, before: number, after: number) =>
      `*${signed(amount)}*\nいま使える ${pt(before)} が、*${pt(after)}* になります。`,
    second: (limit: number) =>
      `30日のあいだの合計が ${pt(limit)} を超えるため、店長か本部の、別の方の承認が要ります。承認されるまで、ポイントは動きません。`,
    ask: '承認を頼む',
    confirm: '直す',
    done: (amount: number) => `${signed(amount)} を記録しました。`,
    asked: '承認を頼みました。チャンネルのカードで決まります。',
    already: 'この内容は、もう受け付けています。',
    notification: (amount: number) => `ポイントの修正(${signed(amount)})に承認が要ります。`,
    card: (amount: number) => `*ポイントの修正 ${signed(amount)}* に承認が要ります`,
    cardBy: (by: string, at: string, store: string) => `${by}(${store})が ${at} に頼みました。`,
    cardReason: (reason: string) => `理由: ${reason}`,
    cardNote: (note: string) => `メモ: ${note}`,
    cardNow: (points: number, after: number) => `いま使える ${pt(points)} → 承認すると ${pt(after)}`,
    cardNext: '決められるのは、頼んだ方ではない、店長と本部の方です。',
    approve: '承認する',
    refuse: '見送る',
    approved: (amount: number, by: string, at: string) =>
      `*ポイントの修正 ${signed(amount)}*・ ${by}が ${at} に承認しました。`,
    refused: (amount: number, by: string, at: string) =>
      `*ポイントの修正 ${signed(amount)}*・ ${by}が ${at} に見送りました。ポイントは動いていません。`,
  },

  abuse: {
    notification: '確かめていただきたい動きがあります。',
    title: {
      many_registrations: '短いあいだに多くの登録がありました',
      same_contact: '同じ連絡先の登録が続いています',
      many_requests: '1人から、おまとめのご依頼が続いています',
      spend_after_merge: 'おまとめの直後に、多くのポイントが使われました',
      uncovered_merges: '取り消しで店の負担が出たおまとめが、同じ担当者に重なっています',
      same_few_cards: '同じ会員証のおまとめが重なっています',
      merge_spend_undo: '「まとめる・使う・元に戻す」が、同じ2枚で繰り返されています',
      welcome_again: '入会の特典が、退会した方に再び渡ったかもしれません',
    } satisfies Record<AbuseRule, string>,
    reason: {
      many_registrations: (facts) =>
        `${facts.store ?? facts.staff}で、${facts.hour} からの1時間に ${figure(facts.count)}件の登録がありました(目安 ${figure(facts.limit)}件)。`,
      same_contact: (facts) =>
        `同じ${facts.contact === 'phone' ? '電話' : 'メール'}の会員証が、7日のあいだに ${figure(facts.count)}枚 作られました(目安 ${figure(facts.limit)}枚)。`,
      many_requests: (facts) =>
        `••••${facts.tail} から、${facts.day} に ${figure(facts.count)}件のご依頼がありました(目安 ${figure(facts.limit)}件)。`,
      spend_after_merge: (facts) =>
        `••••${facts.tail} で、結ばれたばかりの ••••${facts.other} のポイント ${figure(facts.points)}\u00a0pt が、使えるようになって1日のうちに使われました${facts.store ? `(${facts.store})` : ''}。`,
      uncovered_merges: (facts) =>
        `${facts.staff}が承認したおまとめのうち ${figure(facts.count)}件が90日のあいだに取り消され、${figure(facts.points)}\u00a0pt を店が負担しました。`,
      same_few_cards: (facts) =>
        `••••${facts.tail} が、30日のあいだに ${figure(facts.count)}回 まとめられました(目安 ${figure(facts.limit)}回)。担当: ${names(facts)}`,
      merge_spend_undo: (facts) =>
        `••••${facts.tail} と ••••${facts.other} で、180日のあいだに ${figure(facts.count)}回 繰り返され、店の負担は ${figure(facts.points)}\u00a0pt です。担当: ${names(facts)}`,
      welcome_again: (facts) =>
        `••••${facts.tail} に入会の特典 ${figure(facts.points)}\u00a0pt が加わりました。消去された会員証と同じ連絡先が、確かめられないまま入っています。`,
    } satisfies Record<AbuseRule, (facts: AlertFacts) => string>,
    todo: {
      many_registrations: '催しや登録会がなかったか、その店に確かめてください。',
      same_contact: 'ご家族かもしれません。会員証を見比べ、同じ方であれば、おまとめをご案内してください。',
      many_requests: 'ご本人にお困りのことがないか、店から連絡してください。',
      spend_after_merge: 'お買いものの控えと、おまとめの本人確認の記録を見比べてください。',
      uncovered_merges: '担当者と一緒に、1件ずつ本人確認のしかたを振り返ってください。',
      same_few_cards: '登録に使われた端末と、担当者の話を確かめてください。',
      merge_spend_undo: 'ご本人に事情をうかがい、それまで新しいおまとめは本部で決めてください。',
      welcome_again: '別の方が同じ連絡先を入れただけのこともあります。続くときに、店でお話をうかがってください。',
    } satisfies Record<AbuseRule, string>,
    tails: (tails: string) => `会員証の末尾: ${tails}`,
    nothingDone: '自動では何も止めていません。決めるのは人です。',
    acknowledge: '確認したことを書く',
    formTitle: '確認の記録',
    formLabel: '何が分かり、どうしましたか',
    formHint: 'お名前やお電話番号は書かないでください。',
    formSubmit: '記録する',
    done: '記録しました。',
    already: 'もう確認されています。',
    acknowledged: (title: string, by: string, at: string) => `*${title}*・ ${by}が ${at} に確認しました。`,
    note: (note: string) => `メモ: ${note}`,
  },
};
