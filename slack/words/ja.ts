import type { Way } from '../../core/deadLetters/letters.ts';
import type { Known } from '../../core/members/profile.ts';
import type { EvidenceHint } from '../../core/merges/evidence.ts';
import type { RefusalCode, RefusalFacts } from '../../core/refusal.ts';
import type { EvidenceField, EvidenceResult, LiftReason, UndoReason } from '../../db/schema/merges.ts';
import type { CloseReason } from '../../db/schema/plumbing.ts';
import { anewJa } from './anew.ja.ts';
import { capJa } from './cap.ja.ts';
import { day, dayAndTime, hourOf, lately, month, time } from './dates.ts';
import { duplicatesJa } from './duplicates.ja.ts';
import { erasureJa } from './erasure.ja.ts';
import { nightlyJa } from './nightly.ja.ts';
import { pointsJa } from './points.ja.ts';
import { programmeJa } from './programme.ja.ts';
import { verifyJa } from './verify.ts';
import type { Language } from './words.ts';

const number = new Intl.NumberFormat('ja-JP');
const numbersIn = (ids: RefusalFacts[string]) => (Array.isArray(ids) ? ids : []).map((id) => `M-${id}`).join('、');
const minutesOf = (seconds: RefusalFacts[string]) => Math.max(1, Math.ceil(Number(seconds ?? 60) / 60));

/** Every way the rules say no, and what to do next. */
const refusal: Record<RefusalCode, (facts: RefusalFacts) => string> = {
  not_yours: ({ store, manager }) =>
    `これを決められるのは、${store ? `${store}${manager ? 'の店長' : ''}と` : ''}本部の方です。`,
  not_staff: () => '結びを使えるのは、登録されたお店の方だけです。使うときは、本部に登録を頼んでください。',
  not_found: () => '見つかりませんでした。番号を確かめて、もう一度お願いします。',
  already_member: () => 'この方は、もう会員です。`/musubi find` でさがせます。',
  bad_input: () => '入れた内容を確かめて、もう一度お願いします。',
  rate_limited: ({ retryAfterSeconds }) =>
    `短いあいだに続けて行われたため、いったん止めています。${minutesOf(retryAfterSeconds)}分ほどで、また使えます。`,
  request_open: () => 'この方には、まだ決まっていないご依頼があります。`/musubi pending` で見られます。',
  request_closed: (facts: RefusalFacts) =>
    facts.decidedBy ? `このご依頼は、${facts.decidedBy}がもう決めました。` : 'このご依頼は、もう終わっています。',
  request_stale: () => 'この依頼は、ほかの変更で内容が変わりました。新しいカードでもう一度ご確認ください。',
  request_frozen: () =>
    'ご本人から「心当たりがない」とのお知らせがあり、止めています。お店からご本人に連絡してください。',
  request_unproved: () => 'ご本人の確認がまだです。確認が済むと承認できます。',
  wrong_code: () => '番号が合いませんでした。もう一度確かめてください。',
  code_expired: () => '番号の期限が切れています。送り直してください。',
  same_account: () => '同じ会員証の番号が入っています。もう1つの番号を確かめてください。',
  already_one: () => 'この2つの会員証は、もう1人にまとまっています。',
  cannot_link: ({ requestId }) =>
    requestId
      ? `この2人は別の方として記録されています。先に M-${requestId} をやり直してください。`
      : 'この2人は別の方として記録されています。まとめるには、理由と、もう1人の承認が要ります。',
  reason_needed: () => '前に元に戻した2人です。まとめるには、理由と、もう1人の承認が要ります。',
  already_proposed: ({ proposedBy }) => `${proposedBy}がもう提案しています。カードの「承認する」で決められます。`,
  component_full: () => '1人にまとめられる会員証の数を超えます。本部にご相談ください。',
  about_yourself: () => 'ご自身やご家族の会員証については決められません。ほかの方に頼んでください。',
  second_needed: ({ frozen, adjustment, anew }) =>
    anew
      ? 'ご自分の提案は、ご自分では承認できません。ほかの方に頼んでください。'
      : adjustment
        ? 'ご自分で頼んだポイントの修正は、ご自分では承認できません。ほかの方に頼んでください。'
        : frozen
          ? 'ご自分で始めたおまとめの停止は、ご自分では解けません。ほかの方に頼んでください。'
          : 'ご自分で始めたおまとめで、5,000\u00a0pt を超える会員証です。ほかの方に承認を頼んでください。',
  edge_not_active: () => 'これは、もう元に戻してあります。',
  still_joined: ({ requestIds }) =>
    `この2人は、まだ ${numbersIn(requestIds)} で結ばれています。違うものを選んでください。`,
  edge_not_void: () => 'これは、いま結ばれています。やり直す必要はありません。',
  preview_stale: () => '確認しているあいだに内容が変わりました。もう一度開いてご確認ください。',
  choice_needed: () => '選んでいないところがあります。もう一度ご確認ください。',
  not_enough_points: () => 'ポイントが足りません。残高を確かめてください。',
  key_reused: () => '同じ操作がもう受け付けられています。',
  household_full: () => 'このご家族は、もう8人です。',
  in_household: () => 'この会員は、すでにご家族につながっています。',
  own_invitation: () => '同じ方への招待です。',
  invitation_over: () => 'この招待は、もう使えません。期限が過ぎたか、取り消されています。',
  offer_over: () => 'このお願いは、もう終わっています。',
  minor_unconfirmed: () => 'お子さまの招待は、保護者の方とお店で確かめてからです。',
  link_used: () => 'このリンクは、もう使われています。新しく開き直してください。',
};

/** Every word staff read in Slack. Names and other people's words come in already escaped. */
export const ja = {
  language: 'ja' as Language,
  appName: '結び',
  close: '閉じる',
  cancel: 'やめる',
  day: (at: Date, options?: { year?: boolean }) => day('ja', at, options),
  dayAndTime: (at: Date) => dayAndTime('ja', at),
  time: (at: Date) => time('ja', at),
  month: (at: Date) => month('ja', at),
  lately: (at: Date, now: Date) => lately('ja', at, now),
  points: (amount: number) => `${number.format(amount)}\u00a0pt`,
  count: (amount: number) => number.format(amount),
  requestNumber: (id: number) => `M-${id}`,
  person: (name: string) => `${name} 様`,
  bracketed: (text: string) => `(${text})`,
  masked: (tail: string) => `••••${tail}`,
  account: (tail: string, store: string) => `••••${tail} ・ ${store}`,
  noStore: 'お店なし',
  noName: 'お名前なし',
  none: 'なし',
  trouble: 'うまく受け取れませんでした。少し待って、もう一度お願いします。',

  card: {
    title: (no: string) => `会員証をまとめるご依頼 ${no}`,
    pair: (here: string, hereAccount: string, there: string, thereAccount: string) =>
      `*${here} 様*(${hereAccount})と、以前の会員証 *${there} 様*(${thereAccount})`,
    notification: (no: string) => `${no} 会員証をまとめるご依頼です。確認をお願いします。`,
    columns: { field: '項目', result: '照合', hint: '手がかり' },
    fields: {
      nameReading: '氏名の読み',
      nameWriting: '氏名の表記',
      birthDate: '生年月日',
      phone: '電話',
      mail: 'メール',
      address: '住所',
    } satisfies Record<EvidenceField, string>,
    results: {
      match: '● 一致',
      claimed: '◐ 一致(未確認)',
      mismatch: '▢ 不一致',
      unknown: '◌ 不明',
    } satisfies Record<EvidenceResult, string>,
    known: {
      proved: '番号で確認ずみ',
      store: 'お店の記録',
      self: '本人の申告・未確認',
    } satisfies Record<Known, string>,
    knownBy: (here: string, there: string) => (here === there ? `どちらも${here}` : `いままで ${here} / 以前 ${there}`),
    hints: {
      same: '同じです',
      variant: '同じ字の異体、または表記の違い',
      former: '以前の登録と同じです',
      differs: '違います',
      family_differs: '名は同じ、姓が違います',
      given_differs: '姓は同じ、名が違います',
      both_differ: '姓も名も違います',
      swapped: '月と日が入れ替わっています',
      one_digit: '1けただけ違います',
      missing_here: 'いまの口座に登録なし',
      missing_there: '以前の口座に登録なし',
      missing_both: 'どちらにも登録なし',
    } satisfies Record<EvidenceHint, string>,
    variant: (both: string) => `${both}(同じ字の異体、または表記の違い)`,
    hidden: '値は表示しません',
    tails: (tails: string[]) => `末尾 ${tails.map((tail) => `•${tail}`).join(' と ')}`,
    both: (values: string[]) => values.join(' と '),
    proved: '番号でご本人を確認',
    now: (tail: string) => `いままで ••••${tail}`,
    old: (tail: string) => `以前 ••••${tail}`,
    together: 'まとめると',
    history: (purchases: number, since: string) => `購入 ${number.format(purchases)}件 ・ ${since}から`,
    purchases: (count: number) => `購入 ${number.format(count)}件`,
    noPurchases: '購入 なし',
    memberCount: (before: number, after: number) => `会員数 ${number.format(before)}人から ${number.format(after)}人へ`,
    memberCountSame: (count: number) => `会員数 ${number.format(count)}人のまま`,
    sum: (here: number, there: number, held: number) =>
      `${number.format(here)} + ${number.format(there)}${held > 0 ? ` − 入会特典の重なり ${number.format(held)}` : ''}`,
    flags: {
      welcomeTwice: (yes: boolean) => `入会特典の重なり ${yes ? 'あり' : 'なし'}`,
      undone: (count: number) => `この180日の取り消し ${count > 0 ? `${count}回` : 'なし'}`,
      samePhone: (count: number) => `同じ電話を使う別の会員 ${count > 0 ? `${count}人` : 'なし'}`,
      cannotLink: '*別の方として記録されています*',
      ownWord:
        '*以前の会員証の連絡先は、入力されただけで、確かめられていません。お会いするか、お電話で、ご本人かお確かめください。*',
      parted: '*前に元に戻した2人です。まとめ直すなら「やり直す」をお使いください*',
    },
    dot: ' ・ ',
    noTarget: '相手の会員証がありません',
    reminded: 'お待たせしています。お早めにお願いします。',
    whoMay: (store: string) => `承認できるのは${store}と本部の方です。承認したあとも、いつでも元に戻せます。`,
    whoMayHeadquarters: '承認できるのは本部の方です。承認したあとも、いつでも元に戻せます。',
    escalated: (store: string) => `${store}でお返事がなかったため、本部にも出しています。`,
    elsewhere: (store: string) => `${store}のチャンネルに出せなかったため、こちらに出しています。`,
    frozen: 'ご本人から「心当たりがない」とのお知らせがあり、止めています。',
    asked: (at: string) => `${at} にご本人へ確認しています。`,
    answered: (at: string) => `${at} にご本人からお返事がありました。`,
    approve: '承認する',
    reject: '却下する',
    ask: '本人に確認',
    details: '詳細',
    open: '開く',
    confirmTitle: (no: string) => `${no} を承認しますか`,
    confirmText: '2つの口座を1人にまとめます。あとから元に戻せます。',
    approveYes: '承認する',
    approved: (no: string) => `${no} を承認しました。ご本人にLINEでお知らせします。`,
    back: '戻る',
  },

  origin: {
    member: 'ご本人のご依頼',
    counter: '店頭の申し出',
    staff: 'お店からの申し出',
    matcher: '夜の点検で見つかりました',
  },

  decided: {
    approved: (no: string, by: string, at: string) => `*${no} 承認済み* ・ ${by}が ${at} に承認しました。`,
    rejected: (no: string, by: string, at: string) => `*${no} 却下* ・ ${by}が ${at} に却下しました。`,
    cancelled: (no: string) => `*${no} 取り下げ* ・ ご本人が取り下げました。`,
    expired: (no: string) => `*${no} 期限切れ* ・ 期限までに決まらなかったため、終わりました。`,
    undone: (no: string, by: string, at: string) => `*${no} 元に戻しました* ・ ${by}が ${at} に元に戻しました。`,
    redone: (no: string, by: string, at: string) => `*${no} やり直しました* ・ ${by}が ${at} にもう一度まとめました。`,
    proving: (no: string) => `*${no} ご本人の確認を待っています*`,
    hidden: '内容は伏せました。',
    frozen: '\n「心当たりがない」とのお知らせがあり、相手の方からは見えないようにしています。',
    someone: '担当の方',
  },

  reject: {
    title: (no: string) => `${no} を却下する`,
    intro: 'ご本人には、理由は伝わりません。「今回はおまとめを見送らせていただきました」とお知らせします。',
    label: '理由(記録に残ります)',
    placeholder: '例: ご家族の会員証でした',
    bad: '理由を500字までで入れてください。',
    submit: '却下する',
  },

  household: {
    hint: 'ご家族として案内する',
    hintTitle: 'ご家族のご案内を送りますか',
    hintText:
      'ご本人のLINEに「ご家族とつながれます」とだけお送りします。お相手のことも、このご依頼のことも書きません。',
    hintYes: '送る',
    hinted: 'ご本人のLINEに、ご家族のご案内をお送りします。同じ月に2度は届きません。',
    label: 'ご家族のご案内',
    tell: 'ご本人にお送りする',
    tellNot: '送らない',
    tellHint: 'どなたのことかは書かず、ご家族とつながれることだけをお知らせします。',
    size: 'ご家族',
    persons: (count: number) => `${count}人`,
    minorTitle: 'お子さまのご招待',
    minor: (parent: string, account: string) =>
      `*${parent}*(${account})から、18歳未満の方をご家族にお招きしたいとのご依頼です。保護者の方とお話ししてから確かめてください。`,
    minorButton: '保護者と確認しました',
    minorBack: 'やめる',
    minorConfirm: '保護者の方とお話ししましたか',
    minorConfirmText: '確かめると、お子さまがリンクから入れるようになります。',
    minorYes: '確認した',
    minorDone: (name: string, at: string) => `${name}が ${at} に確認しました。`,
    minorOver: 'このご招待は終わりました。',
    minorNotification: 'お子さまのご招待の確認をお願いします',
  },

  ask: {
    title: (no: string) => `${no} ご本人に確認`,
    intro: 'ご本人のLINEに届きます。お返事はこのご依頼のスレッドでお知らせします。',
    choose: 'お聞きすること',
    own: '自分の言葉で聞く',
    labels: {
      old_store: '以前の会員証を作ったお店',
      old_name: '以前のお名前',
      old_purchase: '以前に買った品',
      family: 'ご家族の会員証でないか',
    },
    questions: {
      old_store: '以前の会員証は、どちらのお店でお作りになりましたか。',
      old_name: '以前の会員証をお作りになったとき、お名前は今と同じでしたか。',
      old_purchase: '以前の会員証で、お買い求めになった品を覚えていらっしゃいますか。',
      family: 'ご家族の会員証ではなく、ご自身の会員証でお間違いないでしょうか。',
    },
    text: 'お聞きする文(自分の言葉で聞くとき)',
    hint: 'お電話番号やメールなどは、ここでは聞かないでください。',
    missing: 'お聞きする文を入れてください。',
    unknown: 'お聞きすることを選んでください。',
    submit: '送る',
  },

  answer: {
    notification: (no: string) => `${no} ご本人からお返事がありました。`,
    line: (no: string, at: string) => `*${no}* ご本人から ${at} にお返事がありました。内容は「詳細」で読めます。`,
  },

  details: {
    title: (no: string) => `${no} の詳細`,
    logged: 'この画面を開いたことは記録に残ります。',
    here: 'いまの口座',
    there: '以前の口座',
    reading: '読み',
    phone: '電話の末尾',
    mail: 'メール',
    store: 'お店',
    registered: '入会',
    line: 'LINE',
    lineYes: 'つながっています',
    lineNo: 'つながっていません',
    points: 'ポイント',
    purchases: '購入',
    purchaseCount: (count: number) => `${number.format(count)}件`,
    cards: '会員証',
    cardCount: (count: number) => `${count}枚`,
    state: 'いまの状態',
    states: {
      proving: 'ご本人の確認を待っています',
      waiting: 'お店の確認を待っています',
      approved: '承認しました',
      rejected: '却下しました',
      cancelled: '取り下げられました',
      expired: '期限が切れました',
    },
    edgeVoid: '元に戻してあります',
    frozen: '止めています',
    proof: 'ご本人の確認',
    proofs: { code: '番号で確認しました', counter: '店頭で確認しました', line: 'LINEで確認しました' },
    noProof: 'まだです',
    reason: '却下の理由',
    question: 'お聞きしたこと',
    reply: 'お返事',
    noReply: 'まだありません',
    evidence: '照合',
    purged: '手がかりの記録は、期間が過ぎたため残っていません。',
    undo: '元に戻す',
    redo: 'やり直す',
  },

  graph: {
    fields: {
      nameReading: '読み',
      nameWriting: '表記',
      birthDate: '生年月日',
      phone: '電話',
      mail: 'メール',
      address: '住所',
    } satisfies Record<EvidenceField, string>,
    dot: '・',
    differs: (fields: string) => `${fields}は不一致`,
    claimed: (fields: string) => `${fields}は申告のみ`,
    unknown: (fields: string) => `${fields}は不明`,
  },

  undo: {
    title: '元に戻す前の確認',
    headline: (no: string) => `${no} を元に戻すと、1人の会員が2人に分かれます。`,
    headlineWhole: (no: string, others: string) =>
      `${no} を元に戻しても、1人のままです。${others} でも結ばれています。`,
    merged: (at: string, by: string, origin: string) =>
      `${at} に${by}が結びました(${origin})。ほかの結びつきは変わりません。`,
    mergedAlone: (at: string) => `${at} の夜の点検で、自動で結びました。ほかの結びつきは変わりません。`,
    sideStays: (name: string, count: number) => `${name} 様に残る ${count}口座`,
    sideParts: (name: string, count: number) => `${name} 様に戻る ${count}口座`,
    sideWhole: (name: string, count: number) => `${name} 様の ${count}口座`,
    cut: '切り離す',
    pointsTitle: 'それぞれに戻るポイント',
    pointsNow: 'いま(ひとまとめ)',
    comesBack: (amount: number) => `${number.format(amount)}\u00a0pt が戻ります`,
    goes: (amount: number) => `${number.format(amount)}\u00a0pt 減ります`,
    lacks: (amount: number) => `${number.format(amount)}\u00a0pt が不足します`,
    unchanged: '変わりません',
    noPoints: 'ポイントは動きません。',
    until: (at: string) => `${at}まで`,
    forever: '期限なし',
    fromTo: (before: number, after: number) => `${number.format(before)} → *${number.format(after)}*`,
    same: '同じ',
    used: '使用済み',
    moved: '持ち主が変わります',
    others: (count: number) => `そのほか ${count}口`,
    freed: (amount: number) =>
      `重なりで止めていた入会特典 ${number.format(amount)}\u00a0pt が、また使えるようになります。`,
    uncoveredTitle: (amount: number) => `不足する ${number.format(amount)}\u00a0pt の扱い`,
    uncoveredLine: (name: string, at: string, spent: number, own: number) =>
      `${name} 様が${at}に使った ${number.format(spent)}\u00a0pt のうち、ご自身の分は ${number.format(own)}\u00a0pt でした。`,
    bearer: 'どちらが負担しますか',
    absorb: 'お店が負担する',
    absorbHint: '承認した人の名前が記録に残ります。',
    carry: 'ご本人のこれからのポイントで',
    carryHint: '次に貯まるポイントから差し引きます。お支払いをお願いすることはありません。',
    second: (limit: number) =>
      `不足が ${number.format(limit)}\u00a0pt を超えるため、もう1人の確認が要ります。本部のチャンネルにお届けします。`,
    secondBy: (name: string) => `${name}の提案です。ここで確認すると、元に戻ります。`,
    secondOwn: '提案ずみです。ほかの方の確認を待っています。',
    propose: '元に戻す提案をする',
    proposed: (no: string) => `${no} を元に戻すことを提案しました。`,
    proposedNext: 'もう1人が同じ内容を確認すると、元に戻ります。それまでは何も変わりません。',
    proposal: {
      headline: (no: string, amount: number) => `${no} を元に戻す提案 ・ 不足 ${number.format(amount)}\u00a0pt`,
      by: (name: string, at: string) => `${name}の提案 ・ ${at}`,
      look: '内容を確認する',
      hint: '提案した人のほかに、もう1人の確認が要ります。内容が変わったときは、改めて提案してください。',
      done: (no: string) => `${no} を元に戻しました。2人が確認しています。`,
    },
    separate: {
      title: '違う結びつきを選ぶ',
      left: (others: string) =>
        `この2人は、まだ ${others} で結ばれています。*違うと分かるものを、2人に分かれるまで選んでください。*`,
      parted: '選んだものを元に戻すと、2人に分かれます。',
      label: '一緒に元に戻すもの',
      agrees: (fields: string) => `${fields}は一致`,
      pair: (one: string, other: string) => `${one} と ${other}`,
      hint: '「別の方でした」のときは、ほかの結びつきも確かめます。',
      redoFirst: (no: string) => `やり直すときは、${no} からお願いします。`,
    },
    inferredTitle: (count: number) => `どなたの記録か、確かでないもの ${count}件`,
    inferredHint:
      'お名前で選んで記録したため、確かではありません。どなたのものかを選んでください。選ばなければ、記録された口座のままです。',
    inferredSettled: (what: string, name: string) => `${what}: 返品があったため、${name}のままです。`,
    inferredRest: (count: number) => `ほかの ${number.format(count)}件は、記録された口座のままです。`,
    inferred: { activity: 'ご来店など', purchase: 'お買いもの' },
    seenTitle: '見えていたもの',
    seenSince: (from: string) => `${from} から、いままで`,
    seenLine: (viewer: string, owner: string, what: string) => `*${viewer} 様に、${owner} 様の記録* ${what}`,
    seen: {
      balance: (count: number) => `残高 ${number.format(count)}回`,
      history: (count: number) => `購入 ${number.format(count)}件`,
      message: (count: number) => `送信 ${number.format(count)}通`,
    },
    seenNothing: 'どちらの方にも、相手の記録は見えていません。',
    reasonTitle: '理由',
    reasonPlaceholder: '理由を選んでください',
    reasons: {
      wrong_person: '別の方でした(この2人は、今後自動ではまとめません)',
      member_wish: 'ご本人のご希望です',
      store_mistake: 'お店の手違いでした',
    } satisfies Record<UndoReason, string>,
    note: 'メモ(記録に残ります)',
    later: '元に戻したあと、やり直すこともできます。',
    submit: '元に戻す',
    stale: '確認しているあいだに内容が変わりました。新しい内容でもう一度ご確認ください。',
    done: (no: string) => `${no} を元に戻しました。`,
    doneSplit: '2人の会員に分かれました。ご本人たちにはLINEでお知らせします。',
    doneWhole: 'ほかの結びつきがあるため、1人のままです。',
    doneNext: 'やり直すには、`/musubi redo` か「やり直す」を押してください。',
    pictureAlt: (cut: string, left: string, right: string) => `${cut}。${left}。${right}。`,
    pictureSide: (title: string, accounts: string) => `${title}: ${accounts}`,
    choose: '元に戻すものを選ぶ',
    chooseIntro: '新しい順です。押すと、何が起こるかを先にお見せします。',
    empty: 'まとめたものは、まだありません。',
    item: (no: string, names: string, at: string, by: string) => `*${no}* ${names}\n${at} に${by}がまとめました`,
  },

  redo: {
    title: 'やり直す前の確認',
    headline: (no: string) => `${no} をやり直すと、2人の会員がもう一度1人になります。`,
    headlineWhole: (no: string) => `${no} をやり直しても、もともと1人のままです。`,
    explain: '元に戻したことが、なかったことになります。',
    movesBack: (count: number) =>
      `元に戻したときに持ち主を変えた記録 ${number.format(count)}件は、はじめに記録された口座に戻ります。`,
    undone: (at: string, by: string) => `${at} に${by}が元に戻しました。`,
    tie: '結び直す',
    pointsTitle: 'やり直したあとのポイント',
    pointsNow: 'いま(おふたり分)',
    submit: 'やり直す',
    done: (no: string) => `${no} をやり直しました。`,
    doneNext: 'もう一度1人の会員になりました。',
    choose: 'やり直すものを選ぶ',
    empty: '元に戻したものは、ありません。',
    item: (no: string, names: string, at: string, by: string) => `*${no}* ${names}\n${at} に${by}が元に戻しました`,
  },

  notMe: {
    notification: (no: string) => `${no} に「心当たりがない」とのお知らせがありました。`,
    request: (no: string) =>
      `*${no} に「心当たりがない」とのお知らせがありました。*\nご依頼を止めました。以前の会員証の方に、お店から連絡をお願いします。`,
    edge: (no: string) =>
      `*${no} に「心当たりがない」とのお知らせがありました。*\nまとめた記録を、相手の方から見えないようにしました。確かめて、違っていたら元に戻してください。`,
    lifted: (no: string, by: string, at: string) => `*${no} 停止を解きました* ・ ${by}が ${at} に解きました。`,
  },

  anew: anewJa,

  erasure: erasureJa,

  lift: {
    button: '停止を解く',
    title: (no: string) => `${no} の停止を解く`,
    request: '解くと、このご依頼をまた承認できるようになります。',
    edge: '解くと、まとめた記録が、もう一度どちらの会員証からも見えるようになります。',
    intro:
      '先にご本人と話し、まとめてよいことを確かめてください。以前の会員証の方には、再開したことと、もう一度止める方法をお知らせします。',
    label: 'ご本人と話して分かったこと',
    placeholder: '選んでください',
    reasons: {
      member_asked_for_it: 'ご本人の依頼でした。お忘れになっていました',
      pressed_by_mistake: 'ご本人が、押し間違えていました',
      pressed_by_another: 'ご家族など、別の方が押していました',
    } satisfies Record<LiftReason, string>,
    note: 'メモ(記録に残ります)',
    noteHint: 'お電話番号などは書かないでください。',
    submit: '停止を解く',
    done: (no: string) => `${no} の停止を解きました。以前の会員証の方にお知らせします。`,
    already: (no: string) => `${no} は、もう止まっていません。`,
  },

  deadLetter: {
    notification: '届かなかったものがあります。',
    ways: {
      received: 'LINEから届いた連絡',
      line: 'LINEのお知らせ',
      mail: 'メール',
      sms: 'SMS',
      slack: 'Slackの表示',
    } satisfies Record<Way, string>,
    outbox: (row: number) =>
      `*送れなかったお知らせがあります*(控え ${row})。何度か試しましたが、届いたことを確かめられませんでした。`,
    inbox: (row: number) =>
      `*受け取ったまま進まない連絡があります*(控え ${row})。何度か試しましたが、終わりませんでした。`,
    held: (row: number) =>
      `*今月はLINEでもう送れません*(控え ${row})。月の上限に達しました。来月1日に、ひとりでに送ります。`,
    why: (code: string) => `理由の記号: ${code}`,
    doubtful: '届いているかもしれません。送り直すと、2通届くことがあります。',
    next: '先に接続の設定を直してください。送り直しと、閉じることができるのは、本部の方です。',
    failedAgain: (by: string, at: string) => `${by}が ${at} に送り直しましたが、また届きませんでした。`,
    retried: (row: number, by: string, at: string) =>
      `*送り直しています*(控え ${row})・ ${by}が ${at} に送り直しました。`,
    delivered: (row: number, by: string, at: string, done: string) =>
      `*届きました*(控え ${row})・ ${by}が ${at} に送り直し、${done} に済みました。`,
    dropped: (row: number, by: string, at: string) =>
      `*送らずに終わりました*(控え ${row})・ ${by}が ${at} に送り直しましたが、もう要らないお知らせでした。`,
    closed: (row: number, by: string, at: string, reason: string) =>
      `*閉じました*(控え ${row})・ ${by}が ${at} に閉じました。${reason}`,
    settled: (row: number) => `*片づいています*(控え ${row})。`,
    retry: '送り直す',
    retryAll: (way: string, count: number) => `${way} ${count}件を送り直す`,
    close: '閉じる',
    list: '開く',
    listTitle: '届いていないもの',
    none: '届いていないものはありません。',
    line: (way: string, row: number, at: string, code: string) => `*${way}*(控え ${row})\n${at} ・ ${code}`,
    more: (count: number) => `ほか ${count}件。片づけると、続きが出ます。`,
    retryNow: (row: number) => `控え ${row} を送り直しています。`,
    notDead: (row: number) => `控え ${row} は、もう片づいているか、ほかの方が送り直しています。`,
    doubtTitle: '送り直す前の確認',
    doubt: (row: number) =>
      `*控え ${row} は、届いているかもしれません。*\n前に送ったときの返事が分からず、確かめる方法もありません。送り直すと、同じお知らせが2通届くことがあります。`,
    doubtSubmit: 'それでも送る',
    allTitle: 'まとめて送り直す',
    all: (way: string, count: number) => `*${way} ${count}件を送り直します。*`,
    allDoubtful: (count: number) => `このうち ${count}件は、届いているかもしれません。`,
    allChoose: 'どこまで送りますか',
    allSure: (count: number) => `届いていないと分かっている ${count}件だけ`,
    allEven: (count: number) => `${count}件すべて(2通届く方があるかもしれません)`,
    allSubmit: '送り直す',
    allDone: (retried: number, left: number) =>
      `${retried}件を送り直しています。${left > 0 ? `届いているかもしれない ${left}件は、そのままにしました。` : ''}`,
    closeTitle: (row: number) => `控え ${row} を閉じる`,
    closeIntro: '閉じると、もう送り直せません。お客さまからの連絡のときは、その中身もここで消えます。',
    closeLabel: '理由(記録に残ります)',
    closePlaceholder: '選んでください',
    closeReasons: {
      told_otherwise: '電話など、ほかの方法で伝えました',
      no_longer_needed: 'もう要らないものでした',
      cannot_be_reached: '連絡のつかない方でした',
    } satisfies Record<CloseReason, string>,
    closeSubmit: '閉じる',
    closeDone: (row: number) => `控え ${row} を閉じました。`,
  },

  home: {
    greeting: (name: string, now: Date) => {
      const hour = hourOf(now);
      const said = hour < 4 || hour >= 17 ? 'こんばんは' : hour < 11 ? 'おはようございます' : 'こんにちは';
      return `${name}さん、${said}`;
    },
    roles: { clerk: '', manager: '店長', headquarters: '' },
    waiting: (count: number) => `確認をお待ちの方 ${count}組`,
    oldestFirst: '長くお待ちの順',
    nobody: 'お待ちの方はいません。新しいご依頼が来ると、ここに出ます。',
    more: (count: number) => `ほか ${count}組。\`/musubi pending\` で全部見られます。`,
    pair: (here: string, there: string) => `*${here} 様 と、${there} 様*`,
    evidence: (match: number, claimed: number, mismatch: number, mismatched: string, unknown: number) =>
      `一致 ${match}${claimed > 0 ? ` ・ 申告のみ ${claimed}` : ''} ・ 不一致 ${mismatch}${mismatched ? `(${mismatched})` : ''} ・ 不明 ${unknown}`,
    list: (parts: string[]) => parts.join('、'),
    since: (no: string, at: string) => `${no} ・ ${at} から`,
    marks: {
      frozen: '停止中',
      escalated: '本部にも',
      asked: '確認中',
      answered: 'お返事あり',
      proposed: '*もう1人の承認待ち*',
    },
    capTitle: '会員数と上限',
    countTitle: '会員数',
    persons: (count: number) => number.format(count),
    ofCap: (cap: number) => `人 / 上限 ${number.format(cap)}人`,
    left: (count: number) => (count >= 0 ? `あと${number.format(count)}人` : `${number.format(-count)}人 超えています`),
    accounts: (count: number) => `口座は ${number.format(count)}。ひとりを1人と数えています`,
    noCap: (persons: number, accounts: number) =>
      `*${number.format(persons)}人* ・ 口座は ${number.format(accounts)}。上限は決められていません。`,
    gaugeAlt: (persons: number, cap: number, accounts: number) =>
      `会員数は${number.format(persons)}人、上限は${number.format(cap)}人、口座は${number.format(accounts)}です。`,
    merged: (count: number) => `今月まとめた重なり ${count}件`,
    origins: (night: number, auto: number, member: number, counter: number, undone: number) =>
      `夜の点検 ${night}${night > 0 ? `(うち自動 ${auto})` : ''} ・ お客さまのご依頼 ${member} ・ 店頭の申し出 ${counter}。元に戻したもの ${undone}件。`,
    weekLegend: ['夜の点検', 'お客さまのご依頼', '店頭の申し出'] as [string, string, string],
    weekNote: '週ごと、月曜はじまり',
    weekLabel: (monday: string) => monday.slice(5).split('-').map(Number).join('/'),
    weekAlt: (week: string, night: number, member: number, counter: number) =>
      `${week}の週は夜の点検${night}、ご依頼${member}、店頭${counter}`,
    weeksAlt: (weeks: string[]) => `週ごとのまとめた件数。${weeks.length > 0 ? weeks.join('。') : 'まだありません'}。`,
    deadTitle: (count: number) => `届いていないもの ${count}件`,
    deadLine: (way: string, row: number, at: string, code: string) => `${way} ・ 控え ${row} ・ ${at} ・ ${code}`,
    find: '会員をさがす',
    merge: '店頭でまとめる',
    undo: '元に戻す',
    count: '会員数',
  },

  duplicates: duplicatesJa,
  verify: verifyJa,

  command: {
    names: {
      find: ['find', 'さがす', '探す', '検索'],
      pending: ['pending', '待ち', 'お待ち'],
      duplicates: ['duplicates', '重複', '点検結果'],
      nightly: ['nightly', '夜', '夜の点検', '点検の設定'],
      merge: ['merge', 'まとめる', '統合'],
      undo: ['undo', '元に戻す', '戻す'],
      redo: ['redo', 'やり直す', 'やりなおす'],
      till: ['till', 'レジ', '会計', '返品'],
      count: ['count', '人数', '会員数'],
      cap: ['cap', '上限', '見通し'],
      erase: ['erase', '消去'],
      exposure: ['exposure', '見えたもの', '開示'],
      dead: ['dead', '未達', '届かない'],
      programme: ['programme', '決まり', 'きまり'],
      verify: ['verify', '点検', '確かめる'],
    },
    help: [
      '*結びの使いかた*',
      '`/musubi find 名前・会員番号・電話・メール` 会員をさがす(さがす)',
      '`/musubi pending` 確認をお待ちの方(待ち)',
      '`/musubi duplicates` 同じ方かもしれない会員証(重複)',
      '`/musubi nightly` 夜の点検の設定、本部の方(夜の点検)',
      '`/musubi merge` 店頭でまとめる(まとめる)',
      '`/musubi till` 会計と返品(レジ)',
      '`/musubi undo M-142` 元に戻す。番号がなければ一覧(元に戻す)',
      '`/musubi redo M-142` やり直す(やり直す)',
      '`/musubi count` 会員数と上限(人数)',
      '`/musubi cap` 会員数の見通し。上限を決めるのは本部の方(上限)',
      '`/musubi erase 会員番号` 会員証を消去する、本部の方(消去)',
      '`/musubi exposure M-142` 元に戻すまでに見えたもの、本部の方(見えたもの)',
      '`/musubi dead` 届いていないもの、本部の方(未達)',
      '`/musubi verify` 記録の全体を確かめる、本部の方(点検)',
      '`/musubi programme` ポイントの決まり、本部の方(決まり)',
    ].join('\n'),
    unknown: (word: string) => `「${word}」は分かりませんでした。使えるのは次のとおりです。`,
    findTitle: '会員をさがす',
    findLabel: 'お名前、会員番号、電話、メールのどれか',
    findHint: 'さがしたことは記録に残ります。',
    findSubmit: 'さがす',
    found: (count: number) => `${count}人 見つかりました。`,
    foundMost: (count: number) => `多いため、はじめの${count}人だけ出しています。もう少しくわしく入れてください。`,
    notFound: '見つかりませんでした。読みがな、会員番号、電話、メールでもさがせます。',
    pendingTitle: (count: number) => `確認をお待ちの方 ${count}組`,
    count: (persons: number, accounts: number) =>
      `会員数は *${number.format(persons)}人* です(口座は ${number.format(accounts)})。`,
    countCap: (cap: number, left: number) =>
      left >= 0
        ? `上限 ${number.format(cap)}人まで、あと${number.format(left)}人です。`
        : `上限 ${number.format(cap)}人を ${number.format(-left)}人 超えています。新しいご登録はお受けします。`,
  },

  member: {
    title: '会員',
    line: (name: string, account: string, points: string, purchases: string) =>
      `*${name} 様*(${account})\n${points} ・ ${purchases}`,
    open: '開く',
    since: (at: string) => `${at} 入会`,
    recent: '最近の記録',
    noRecent: 'まだありません',
    record: (at: string, what: string, where: string) => `${at} ${what} ・ ${where}`,
    visit: 'ご来店',
    purchase: 'お買いもの',
    andOthers: (first: string, others: number) => `${first} ほか${others}点`,
  },

  ...capJa,
  ...nightlyJa,
  ...pointsJa,
  ...programmeJa,

  counter: {
    title: '店頭でまとめる',
    intro: 'お客さまが目の前にいらっしゃるときに使います。会員証の番号を2つ入れてください。',
    present: 'いまお使いの会員証の番号(8けた)',
    old: '以前の会員証の番号(8けた)',
    bad: '8けたの数字で入れてください。',
    submit: '進む',
    scan: 'カメラで読み取る',
    scanHint: '1回だけ使えるページが開きます。',
    done: (no: string) => `${no} を受け付けました。チャンネルのカードで内容を確かめて、承認してください。`,
  },

  refusal,
};
