import type { Temporal } from 'temporal-polyfill';
import type { RefusalCode, RefusalFacts } from '../../core/refusal.ts';
import type { Problem, Step } from '../conversation/steps.ts';
import { leavingJa } from './leaving.ja.ts';

const weekdays = ['月', '火', '水', '木', '金', '土', '日'];

/** A day as people say it: the year only when it is another than today's. */
function day(date: Temporal.PlainDate, today: Temporal.PlainDate): string {
  const year = date.year === today.year ? '' : `${date.year}年`;
  return `${year}${date.month}月${date.day}日\u2060(${weekdays[date.dayOfWeek - 1]})`;
}

const figure = (value: number) => value.toLocaleString('ja-JP');

const ask: Record<Step, string> = {
  name: 'お名前をお聞かせください。姓と名のあいだを空けて、たとえば「結城 花子」のようにお書きください。',
  kana: 'お名前の読みを、ひらがなかカタカナでお願いいたします。こちらも姓と名のあいだを空けてください。',
  birthday: 'お誕生日をお選びください。お伝えにならなくても、ご登録いただけます。',
  contact: '携帯電話の番号か、メールアドレスをお書きください。会員証をなくされたときの、ご本人の確認に使います。',
  confirm: 'この内容で会員証をお作りします。よろしいでしょうか。',
};

const problems: Record<Problem, string> = {
  name_needs_two: '姓と名を、あいだを空けてお書きください。',
  name_too_long: '恐れ入ります。姓と名は、それぞれ30文字までお預かりできます。',
  name_unreadable: '恐れ入ります。お名前は、数字や記号を入れずにお書きください。',
  kana_needs_two: '姓と名の読みを、あいだを空けてお書きください。',
  kana_only: '恐れ入ります。読みは、ひらがなかカタカナでお書きください。',
  birthday_unreadable:
    '恐れ入ります。下のボタンから日付をお選びください。「1985年4月3日」のようにお書きいただいてもかまいません。',
  birthday_ahead: '恐れ入ります。お誕生日の年を、もう一度お確かめください。',
  contact_unreadable:
    '恐れ入ります。電話番号は「090」などから始まる数字で、メールアドレスは「@」を入れてお書きください。',
  needed: '恐れ入ります。こちらは会員証をお作りするのに要りますので、お聞かせください。',
  press_a_button: '下のボタンからお選びください。直したいところも、ボタンでお選びいただけます。',
};

const refusals: Record<RefusalCode, (facts: RefusalFacts) => string> = {
  not_yours: () => 'こちらは、ご本人のLINEからお願いいたします。',
  not_staff: () => 'こちらは、店舗の者が承ります。お近くの店舗へお声がけください。',
  not_found: () => 'お探しのものが見つかりませんでした。「ようす」とお送りいただくと、いまのご依頼を確認できます。',
  already_member: () => 'すでに会員証をお持ちです。「会員証」とお送りいただくと、すぐにお出しできます。',
  bad_input: () => '恐れ入ります。もう一度、書きかたをお確かめのうえお送りください。',
  rate_limited: () => '続けてお試しいただいたため、少しお休みしております。30分ほどおいて、もう一度お願いいたします。',
  request_open: () => 'いま承っているご依頼がございます。「ようす」とお送りいただくと確認できます。',
  request_closed: () => 'このご依頼は、すでに終わっています。あらためてのご依頼は「まとめる」とお送りください。',
  request_stale: () => 'ご依頼の内容が変わりました。「ようす」とお送りいただき、新しい内容をご確認ください。',
  request_frozen: () => '確認のため、いったんお止めしております。お手数ですが、店舗へご連絡ください。',
  request_unproved: () => 'まだご本人の確認が済んでおりません。お届けした6桁の番号をお送りください。',
  wrong_code: ({ triesLeft }) =>
    Number(triesLeft) > 0
      ? `番号が合いませんでした。あと${triesLeft}回お試しいただけます。`
      : '番号が合いませんでした。新しい番号をお取りのうえ、もう一度お試しください。',
  code_expired: () => 'その番号は、お使いいただける時間を過ぎました。新しい番号をお取りください。',
  same_account: () => 'いまお使いの会員証と同じものです。以前の会員証の番号か連絡先をお確かめください。',
  already_one: () => 'その会員証は、すでに1枚にまとまっています。「ポイント」とお送りいただくと確認できます。',
  cannot_link: () => 'こちらではおまとめできません。お手数ですが、店頭でご相談ください。',
  reason_needed: () => 'このおまとめは、店舗の者が確認いたします。店頭でご相談ください。',
  already_proposed: () => 'このおまとめは、店舗のほかの者も確認いたします。',
  component_full: () => 'おまとめできる枚数をこえています。お手数ですが、店頭でご相談ください。',
  about_yourself: () => 'ご自身に関わるご依頼は、ほかの者が承ります。',
  second_needed: () => 'このおまとめは、店舗のほかの者も確認いたします。',
  edge_not_active: () => 'このおまとめは、すでに元に戻っています。「ポイント」とお送りいただくと確認できます。',
  still_joined: () => 'まだほかのおまとめが残っています。お手数ですが、店頭でご相談ください。',
  edge_not_void: () => 'このおまとめは、いまも結ばれています。「ポイント」とお送りいただくと確認できます。',
  preview_stale: () => '内容が変わりました。お手数ですが、もう一度ご確認ください。',
  choice_needed: () => 'お選びいただくところが残っています。お手数ですが、もう一度ご確認ください。',
  not_enough_points: ({ available }) =>
    `ポイントが足りません。いまお使いいただけるのは ${figure(Number(available))}\u00a0pt です。`,
  key_reused: () => 'このお手続きは、すでに承っています。「ようす」とお送りいただくと確認できます。',
  household_full: () => 'ご家族は8人までです。',
  in_household: () => 'すでにご家族につながっています。いまのご家族から抜けると、お受けいただけます。',
  own_invitation: () => 'ご自身のご招待です。ご家族の方にお送りください。',
  invitation_over: () => 'このご招待は、いまはお使いいただけません。新しいリンクを、送った方にお願いしてください。',
  offer_over: () => 'このお願いは、もう終わっています。ご家族のページのご招待からは、いつでもつながれます。',
  minor_unconfirmed: () => '18歳未満の方は、お店で確認してからつながります。店頭でお申し付けください。',
  link_used: () => 'このリンクは、すでに使われています。お手数ですが、もう一度はじめからお願いいたします。',
};

/** Every sentence the bot says in Japanese: the original that the other languages follow. */
export const ja = {
  code: 'ja' as 'ja' | 'en',
  day,
  /** The same where a line is narrow. */
  dayInList: day,
  birthday: (date: Temporal.PlainDate) => `${date.year}年${date.month}月${date.day}日`,
  figure,
  points: (value: number) => `${figure(value)}\u00a0pt`,
  yen: (value: number) => `${figure(value)}円`,
  sama: (name: string) => `${name}さま`,
  memberName: (name: string) => `${name} 様`,
  betweenSentences: '',
  listEnd: (more: number) => `ほか ${more}点`,
  menu: {
    points: 'ポイント',
    history: '購入の記録',
    card: '会員証',
    join: 'まとめる',
    recommend: 'おすすめ',
    help: 'おたずね',
    howTo: '使いかた',
    number: '会員番号',
    consult: 'お店に話す',
    family: '家族',
    request: 'ようすを見る',
  },
  menuBar: 'メニュー',
  leaving: leavingJa,
  welcome: {
    title: 'はじめまして',
    body: '会員証をLINEにお作りすると、ポイントと購入の記録が、いつでもここでご覧になれます。お名前などを4つほどうかがいます。',
    start: '会員証を作る',
    note: 'お預かりした内容は、会員証とお知らせのためだけに使います。LINEとの結びつきは、いつでもご自分で解けます。',
    relinkTitle: 'おかえりなさいませ',
    relink: '以前このLINEでお使いになっていた会員証がございます。もう一度結びつけますか。',
    relinkPress: 'もう一度結びつける',
    anew: '新しく作る',
    relinked: (name: string) => `${name}、おかえりなさいませ。会員証をもう一度お使いいただけます。`,
    back: (name: string) => `${name}、おかえりなさいませ。またLINEでお手伝いできることを、うれしく思います。`,
  },
  registration: {
    ask,
    problems,
    title: '会員証のご登録',
    stations: ['お名前', 'お誕生日', 'ご連絡先', 'ご確認'],
    fields: { name: 'お名前', kana: '読み', birthday: 'お誕生日', contact: 'ご連絡先' },
    left: 'お伝えにならない',
    pickDate: '日付を選ぶ',
    skip: 'とばす',
    back: 'もどる',
    stop: 'やめる',
    confirm: 'この内容で登録する',
    edit: (field: string) => `${field}を直す`,
    stopped: '承知いたしました。うかがった内容は残しておりません。またいつでも、こちらからお作りになれます。',
    first: 'まずは会員証をお作りください。2分ほどで終わり、そのあとすぐにお答えできます。',
    done: (name: string) => `${name}、ご登録ありがとうございます。こちらが会員証です。レジでお見せください。`,
    codeSent: {
      phone:
        'お電話に6桁の番号をお送りしました。10分以内に、その番号をこちらへお送りください。以前の会員証をお持ちの方は、続けておまとめいただけます。',
      mail: 'メールに6桁の番号をお送りしました。10分以内に、その番号をこちらへお送りください。以前の会員証をお持ちの方は、続けておまとめいただけます。',
    },
    proved: 'ありがとうございます。ご連絡先を確認しました。',
    offerTitle: '以前の会員証がございます',
    offer:
      '同じご連絡先の会員証が、以前に作られています。ご本人のものでしたら、ポイントと購入の記録を1枚にまとめられます。',
    accept: 'まとめる',
    decline: 'いまはまとめない',
    declined: '承知いたしました。お気持ちが変わりましたら「まとめる」とお送りください。',
  },
  card: { title: '会員証', number: '会員番号', open: '大きく見せる', alt: (name: string) => `${name}の会員証` },
  number: (grouped: string) => `会員番号は ${grouped} です。`,
  balance: {
    now: 'いまお使いいただける分',
    soonest: '期限の早いほうから',
    until: (date: string) => `${date}まで`,
    noEnd: '期限なし',
    rest: (count: number) => `そのあと ${count}口`,
    pending: (goods: string, points: string, date: string) => `${goods}の ${points} は、${date}に加わります。`,
    pendingSome: (points: string, date: string) => `これから ${points} が加わります。はじめは ${date}です。`,
    welcomeGift: 'ご登録のお礼',
    welcomePending: (points: string) => `ご登録のお礼の ${points} は、はじめてのお買いもので加わります。`,
    waiting: (points: string, date: string) => `おまとめした ${points} は、${date}からお使いになれます。`,
    awaiting: 'おまとめした会員証の分は、内訳の画面で「あわせて見る」をお選びになるとご覧になれます。',
    tier: (tier: string, next: string, missing: string) =>
      `${tier}でいらっしゃいます。${next}まで、あと ${missing}です。`,
    tierTop: (tier: string) => `${tier}でいらっしゃいます。`,
    campaign: (name: string, date: string) => `「${name}」を、${date}まで行っております。`,
    empty: 'ポイントは、まだありません。レジで会員証をお見せいただくと、お買いものごとに加わります。',
    details: '内訳を見る',
    alt: (points: string) => `いまお使いいただけるポイントは ${points} です`,
  },
  history: {
    title: '購入の記録',
    count: (purchases: number) => `これまでに ${purchases}件`,
    visit: 'ご来店',
    more: (count: number) => `ほか${count}点`,
    open: 'すべて見る',
    empty: 'お買いものの記録は、まだありません。レジで会員証をお見せいただくと、ここに残ります。',
    alt: '購入の記録です',
  },
  join: {
    title: '以前の会員証をまとめる',
    body: '以前の会員証のポイントと購入の記録を、いまの1枚にまとめられます。会員番号か、ご登録の電話番号、メールアドレスのどれかをご用意ください。',
    open: 'まとめる',
    back: 'まとめたあとでも、いつでも元に戻せます。',
  },
  family: {
    title: 'ご家族とつながる',
    body: 'おひとりずつの会員証はそのままに、ご家族どうしでつながれます。お名前を見せるか、ポイントを分け合うかは、おひとりずつお選びいただけます。',
    note: 'お買いものの記録は、ご家族にも見えません。いつでも抜けられます。',
    open: 'ご家族のページを開く',
    joined: (name: string | null) =>
      name === null ? 'ご家族につながった方が、おひとりいらっしゃいます。' : `${name}が、ご家族につながりました。`,
    left: 'ご家族から、おひとり抜けられました。',
    closed: 'ご家族のつながりが終わりました。残っていたポイントは、出した方それぞれの会員証に戻っています。',
    removed: 'ご家族のつながりから外れました。出されたポイントの残りは、会員証に戻っています。',
    hint: 'ご家族と会員証をつなげられるようになりました。ポイントを分け合うこともできます。',
    linked: 'ご家族とつながりました。会員証はそれぞれのままです。',
    offer: {
      title: 'ご家族がすでに会員です',
      body: (name: string) =>
        `家族として参加しますか。ご家族には「${name}」というお名前だけをお伝えします。ご家族が承知されると、つながります。`,
      note: 'お買いものの記録と会員証のポイントは、ご家族にも見えません。お断りになっても、どなたにもお伝えしません。',
      ask: '参加をお願いする',
      decline: '参加しない',
      asked: 'ご家族にお願いしました。7日のうちにお返事があれば、LINEでお知らせします。',
      declined: '承知いたしました。どなたにもお伝えしません。ご家族とは「家族」から、いつでもつながれます。',
    },
    asker: {
      title: 'ご家族への参加のお願いです',
      body: (name: string) =>
        `「${name}」さまが、家族としてつながることを望まれています。あなたと同じご連絡先を、番号で確かめた方です。`,
      note: 'お心当たりのあるときだけ、お受けください。お断りになっても、相手の方にはお伝えしません。',
      accept: 'お受けする',
      decline: 'お断りする',
      accepted: 'ご家族としてつながりました。',
      declined: '承知いたしました。相手の方にはお伝えしません。',
    },
  },
  request: {
    number: (id: string) => `受付番号 ${id}`,
    stations: ['受付', 'ご本人', 'お店', 'おまとめ'],
    proving: 'ご本人の確認をお願いいたします',
    provingBody:
      '当てはまる会員証がある場合、ご登録の連絡先に番号をお送りしています。届いた6桁の番号を、こちらへお送りください。',
    waiting: (store: string) => `${store}で確認しております`,
    waitingAnywhere: 'お店で確認しております',
    waitingBody: '本日中にLINEでお返事いたします。このままお待ちください。',
    frozen: '確認のため、お止めしております',
    frozenBody: 'お手数ですが、店舗へご連絡ください。',
    none: 'いま承っているご依頼はありません。以前の会員証をおまとめになるときは、下のボタンからどうぞ。',
    question: (staff: string) => `${staff}からおたずねです`,
    answerHere: 'このままメッセージでお返事ください。',
    passed: 'お返事を承りました。店舗の者が確認いたします。',
    rejected: '今回はおまとめを見送らせていただきました。お手数ですが、店頭でご相談ください。',
    expired: 'お預かりの期限が過ぎましたので、ご依頼を閉じました。あらためてのご依頼は「まとめる」とお送りください。',
    cancelled: 'ご依頼を取り下げました。またいつでもお申しつけください。',
    proved: 'ありがとうございます。ご本人の確認ができました。お店で確認のうえ、LINEでお返事いたします。',
    look: 'ご依頼のようすを見る',
    cancel: '取り下げる',
    aboutYou: 'あなたさまの会員証をまとめたいというご依頼を承りました。',
    aboutYouBody:
      'お心当たりがあるときは、そのままでかまいません。お心当たりがないときは、下のボタンでお知らせください。すぐにお止めします。',
    lifted: 'お止めしていた会員証のおまとめを、再開いたしました。',
    liftedBody:
      '「心当たりがない」とのお知らせを受け、店舗で確認いたしました。やはりお心当たりがないときは、下のボタンでもう一度お知らせください。すぐにお止めします。',
    notMe: 'お心当たりがないとき',
  },
  merged: {
    title: '2枚の会員証が結ばれました',
    here: (tail: string) => `いままで ••••${tail}`,
    there: (tail: string) => `以前 ••••${tail}`,
    after: 'おまとめのあと',
    history: (here: number, there: number) => `購入の記録は、${here}件と${there}件で${here + there}件になりました。`,
    wait: (points: string, date: string) => `以前の ${points} は、${date}からお使いになれます。`,
    open: 'ポイントを見る',
    notMe: 'お心当たりがないとき',
    alt: '1枚に結ばれました。',
    aboutYou: 'ご登録の会員証が、もう1枚の会員証と結ばれました。',
    aboutYouBody:
      'お心当たりがあるときは、そのままでかまいません。お心当たりがないときは、下のボタンでお知らせください。元に戻せます。',
  },
  unmerged: {
    title: '会員証を元に戻しました',
    body: (points: string) =>
      `おまとめを解き、それぞれの会員証に戻しました。いまお使いの会員証には ${points} あります。`,
    help: 'ご不明なことがございましたら、店頭でお声がけください。',
  },
  remerged: {
    title: '会員証をもう一度結びました',
    body: (points: string) => `元に戻したおまとめを、もう一度結びました。あわせて ${points} あります。`,
  },
  ending: {
    title: (date: string) => `${date}までのポイントがあります`,
    body: (points: string) => `${points} が、この日で終わります。お買いものの1 ptを1円として、お使いになれます。`,
    open: 'ポイントを見る',
    alt: (points: string, date: string) => `${points} は、${date}までお使いになれます。`,
    stop: 'このお知らせは、会員証の画面の「設定」からお止めになれます。',
  },
  recommend: {
    intro: (name: string, count: number) => `${name}へ、${count}点お選びしました。`,
    introBought: (name: string, goods: string, count: number) =>
      `${goods}をお求めの${name}へ、${count}点お選びしました。`,
    basket: (goods: string, buyers: number, together: number) =>
      `${goods}を選ばれた${buyers}人のうち、${together}人があわせて選ばれています。`,
    popular: (persons: number, buyers: number) =>
      `お買いものをされた${figure(persons)}人のうち、${figure(buyers)}人が選ばれています。`,
    pairing: (sentence: string, staff: string) => `${sentence}\n(${staff})`,
    open: 'くわしく見る',
    empty: 'お買いものの記録が増えましたら、合うものをお選びします。いまは店頭で、店の者がご相談を承っています。',
    off: 'おすすめは、お申し出によりお止めしております。会員証の画面の「設定」から、いつでもお戻しになれます。',
    alt: 'おすすめをお選びしました',
  },
  scenario: {
    sender: (staff: string, store: string) => (store ? `${staff}(${store})` : staff),
    story: {
      title: (goods: string) => `${goods}の生まれた話`,
      howTo: '使いかた',
      open: 'つづきを読む',
    },
    thanks: {
      text: (name: string, goods: string) =>
        `${name}、先日はお買い上げありがとうございました。${goods}の寝心地は、いかがでしょうか。`,
      textOther: (name: string, goods: string) => `${name}、先日は${goods}をお求めくださり、ありがとうございました。`,
      title: 'お手入れのしかた',
      open: 'お手入れを見る',
    },
    trouble: {
      text: (name: string, goods: string) =>
        `${name}、${goods}をお使いいただいて半年になります。お困りのことはございませんか。`,
      title: 'お困りごとはありませんか',
      body: 'へたりや音、湿気など、どんなことでも店の者がうかがいます。下のボタンからどうぞ。',
      open: '品物を見る',
    },
    ask: (staff: string) => `${staff}に相談する`,
    askAnyone: '店の者に相談する',
    askText: '相談したいことがあります',
  },
  consult: {
    title: '店の者がうかがいます',
    body: 'お品のことでもお困りごとでも、どうぞお声がけください。',
    call: (store: string) => `${store}に電話`,
  },
  help: {
    title: 'お手伝いできること',
    lines: [
      ['ポイント', 'いまのポイントと、その期限'],
      ['購入の記録', 'お買いものとご来店の記録'],
      ['会員証', 'レジでお見せいただく会員証'],
      ['まとめる', '以前の会員証を1枚に結ぶ'],
      ['おすすめ', 'お持ちの品に合うもの'],
      ['家族', 'ご家族とつながる'],
      ['会員番号を忘れた', '会員番号をお調べする'],
      ['ようす', 'いま承っているご依頼'],
    ] as [string, string][],
    note: '言葉でお送りいただいても、下のメニューからでもかまいません。',
    unlink: 'LINEとの結びつきの解除、お知らせの停止は、会員証の画面の「設定」からいつでもできます。',
  },
  recall: {
    title: '会員番号をお忘れのとき',
    body: 'ご登録の電話番号かメールに、6けたの番号をお送りします。その番号を入力していただくと、会員番号がわかります。',
    note: 'LINEに会員証をお持ちの方は、「会員証」とお送りいただくと、すぐにお出しできます。',
    open: '会員番号を調べる',
    here: '会員証はこちらです。以前の会員証をお探しのときは、「まとめる」からお進みください。',
    found: (grouped: string) =>
      `会員番号は ${grouped} です。レジでこの番号をお伝えください。このLINEに会員証を結ぶときは、下のボタンからお進みください。`,
    link: 'LINEに会員証を結ぶ',
    told: 'ご登録の連絡先で確かめられた方に、会員番号をお知らせしました。お心当たりがあるときは、そのままでかまいません。お心当たりがないときは、店舗へご連絡ください。',
  },
  languageChosen: 'これからは日本語でお答えします。',
  otherLanguage: 'English',
  notUnderstood: 'うまく聞き取れませんでした。ポイント、購入の記録、会員証のことでしたら、すぐにお答えできます。',
  picture: '写真を受け取りました。LINEの写真は店の者に届きませんので、ご用件を言葉でお聞かせください。',
  buttonUnusable: 'このボタンは、いまはお使いいただけません。お手数ですが、下のメニューからもう一度お選びください。',
  refusals,
  capIds: {
    title: 'お店の会員管理で消してよい番号',
    ask: '会員番号の一覧を受け取ります。受け取ったことは記録に残ります。このリンクは、1回だけ使えます。',
    take: 'CSVで受け取る',
    over: 'このリンクは、もう使えません。Slackの「会員数の見通し」から、もう一度開いてください。',
  },
  notMePage: {
    title: 'お心当たりがないとき',
    ask: '会員証のおまとめに、お心当たりがないときは、下のボタンを押してください。すぐにお止めし、店舗から確認いたします。',
    press: 'お心当たりがありません',
    leave: 'お心当たりがあるときは、このページをそのままお閉じください。',
    done: 'お知らせありがとうございます。おまとめをお止めし、店舗へ伝えました。店舗からのご連絡をお待ちください。',
    unusable: 'このリンクは、いまはお使いいただけません。お手数ですが、店舗へご連絡ください。',
  },
  mail: {
    codeSubject: '確認の番号',
    code: (code: string) =>
      `確認の番号は ${code} です。\n\n10分以内に、LINEの画面へお書きください。\n番号は、どなたにもお伝えにならないでください。\n\nお心当たりがないときは、このメールをそのままお捨てください。`,
    codeWithLink: (code: string, link: string) =>
      `確認の番号は ${code} です。\n\n10分以内に、会員証をまとめる画面へお書きください。\n番号は、店の者を含め、どなたにもお伝えにならないでください。\n\nお心当たりがないときは、こちらからお知らせください。すぐにお止めします。\n${link}`,
    changedSubject: '会員証のご連絡先が変わりました',
    changed:
      'ご登録の会員証のご連絡先が、新しいものに変わりました。これからの番号やお知らせは、新しいご連絡先へお送りします。\n\nお心当たりがあるときは、そのままでかまいません。\nお心当たりがないときは、お手数ですが、店舗へご連絡ください。',
    recalledSubject: '会員番号のお知らせについて',
    aboutYouSubject: '会員証のおまとめのご依頼について',
    aboutYou: (link: string) =>
      `ご登録の会員証を、もう1枚の会員証とまとめたいというご依頼を承りました。\n\nお心当たりがあるときは、そのままでかまいません。\nお心当たりがないときは、こちらからお知らせください。すぐにお止めします。\n${link}`,
    liftedSubject: 'お止めしていた会員証のおまとめについて',
    lifted: (link: string) =>
      `「心当たりがない」とのお知らせを受けてお止めしていた会員証のおまとめを、店舗で確認のうえ、再開いたしました。\n\nやはりお心当たりがないときは、こちらからもう一度お知らせください。すぐにお止めします。\n${link}`,
    mergedSubject: '会員証が1枚に結ばれました',
    merged: (link: string) =>
      `ご登録の会員証が、もう1枚の会員証と結ばれました。\n\nお心当たりがあるときは、そのままでかまいません。\nお心当たりがないときは、こちらからお知らせください。元に戻せます。\n${link}`,
  },
  sms: {
    code: (code: string) =>
      `確認の番号は ${code} です。10分以内にお使いください。どなたにもお伝えにならないでください。`,
    changed: '会員証のご連絡先が新しいものに変わりました。お心当たりがないときは、店舗へご連絡ください。',
    recalled: 'ご登録の連絡先に会員番号をお知らせしました。お心当たりがないときは、店舗へご連絡ください。',
    aboutYou: (link: string) => `会員証をまとめるご依頼を承りました。お心当たりがないときは ${link}`,
    lifted: (link: string) => `お止めしていた会員証のおまとめを再開しました。お心当たりがないときは ${link}`,
    merged: (link: string) => `会員証が1枚に結ばれました。お心当たりがないときは ${link}`,
  },
};

/** The words of one language: the shape that the Japanese original gives. */
export type Words = typeof ja;
