import { civilOf, figure } from './dates.ts';

const pt = (amount: number) => `${figure(amount)}\u00a0pt`;

/** Taking one's data along, and having a card erased. */
export const leaveJa = {
  title: '控えと消去',
  open: '控えの受け取りと、会員証の消去',
  openHint: 'お預かりしている内容を受け取れます。',
  copy: 'お預かりしている内容の控え',
  copyLead:
    'お名前、ご連絡先、お買いもの、ポイントなど、お預かりしているすべてです。ご用意ができると、LINEにリンクをお送りします。',
  copyAsk: '控えを受け取る',
  copyDone: '承りました。まもなくLINEにリンクが届きます。24時間以内に、一度だけ開けます。',
  erase: '会員証を消去する',
  eraseLead: '会員証は1枚ずつ消去します。ほかの会員証は、そのまま残ります。',
  card: (tail: string) => `末尾 ${tail}`,
  ownCard: 'このLINEの会員証',
  otherCard: '結ばれた会員証',
  figures: (points: number, purchases: number) => `${pt(points)}・お買いもの ${purchases}件`,
  choose: 'この会員証を消去する',
  heading: (tail: string) => `末尾 ${tail} の会員証を消去しますか`,
  goes: '消えるもの',
  goesList: [
    'お名前、読み、生年月日、ご連絡先、ご住所',
    'LINEとのつながりと、お知らせの設定',
    'お店とのやりとりと、お送りしたお知らせの中身',
  ],
  stays: '残るもの',
  staysList: [
    'お買いものとポイントの帳簿。お名前のない数字だけです。お店の帳簿の合計を正しく保つためです。',
    '入会の特典をお渡し済みだという印。元の番号は読み取れません。',
  ],
  points: (points: number) => `*${pt(points)}* は消えます。消去までのあいだは、お使いになれます。`,
  noWay: (days: number) => `お申し込みから*${days}日*のあいだは、取りやめられます。そのあとは、元に戻せません。`,
  others: '結ばれているほかの会員証は残ります。そちらも消去するときは、1枚ずつお申し込みください。',
  keep: 'やめておく',
  byMail: 'メールで確かめて進む',
  byPhone: '電話番号で確かめて進む',
  byLogin: 'LINEで確かめて申し込む',
  noContact: 'この会員証にはご連絡先の記録がありません。お店でお申し付けください。',
  sent: {
    mail: 'ご登録のメールに、6けたの番号をお送りしました。',
    phone: 'ご登録の電話に、6けたの番号をお送りしました。',
  },
  confirm: '消去を申し込む',
  waiting: (iso: string) => {
    const { year, month, day } = civilOf(iso);
    return `*${year}年${month}月${day}日*に消去します`;
  },
  waitingLead: 'それまでは、これまでどおりお使いになれます。',
  back: '消去をやめる',
};
