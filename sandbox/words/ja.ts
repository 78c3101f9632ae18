type TourStep = { title: string; text: (request: string | null) => string; action: string };

/** What the sandbox page and its terminal say, in Japanese: the original. */
export const ja = {
  page: {
    title: '結び ・ おためし',
    brand: '結び',
    tagline: 'おためし ・ LINEとSlackの代わりに、この画面で動きます',
    again: '試しかたをもう一度見る',
    skip: 'Slackの画面へ移る',
  },
  bar: {
    member: 'お客さま',
    staff: 'お店の人',
    chooseMember: 'お客さまを選ぶ',
    chooseStaff: 'お店の人を選ぶ',
    notYetFriend: '友だち追加前',
    clock: '時計',
    language: '言語',
    languages: { ja: { long: '日本語', short: '日' }, en: { long: 'English', short: 'EN' } },
  },
  clock: {
    advanceDay: '1日進める',
    other: 'ほかの進めかた',
    hour: '1時間進める',
    day: '1日進める',
    threeDays: '3日進める',
    halfYear: '半年進める',
    moved: (when: string) => `時計を ${when} まで進めました。`,
    note: '進めた時計は戻せません。お便りやポイントの期限が、その日のとおりに動きます。',
  },
  mail: {
    title: '郵便受け',
    open: (unread: number) => (unread > 0 ? `郵便受けを開く(未読 ${unread}通)` : '郵便受けを開く'),
    lead: 'お店から出たメールとSMSは、すべてここに届きます。',
    mail: 'メール',
    sms: 'SMS',
    to: '宛先',
    code: '番号',
    copy: 'コピー',
    copied: 'コピーしました',
    emptyTitle: 'まだ何も届いていません',
    empty: '「まとめる」で以前の会員証を申し出ると、ご本人の確認番号がここに届きます。',
    unread: '未読',
    close: '郵便受けを閉じる',
  },
  tabs: { label: '画面の切り替え', line: 'LINE', slack: 'Slack', news: '新しいお知らせがあります' },
  phone: {
    label: (name: string) => `${name}さんのスマートフォン`,
    empty: '下のメニューを押すか、話しかけてみてください。',
  },
  staffPhone: { label: 'お店の端末', close: 'お店の端末を閉じる', newTab: '別の画面で開く' },
  miniApp: { close: '閉じる', label: 'ミニアプリ', reload: '読み込み直す' },
  workspace: { label: (name: string) => `${name}さんのSlack` },
  product: {
    starting: 'お店の準備をしています。はじめての起動では、1分ほどかかります。',
    restarting: 'お店を開け直しています。そのままお待ちください。',
    stopped: 'お店は閉まっています。ターミナルで npm start をもう一度お試しください。',
    away: '画面とのつながりが途切れました。つなぎ直しています。',
  },
  tour: {
    label: '試しかた',
    close: '試しかたを閉じる',
    steps: [
      {
        title: '古い会員証をまとめる',
        text: () => 'お客さまの番です。LINEの「まとめる」から、以前のメールとお名前を伝えます。',
        action: 'まとめる画面へ',
      },
      {
        title: '届いた番号を入れる',
        text: () => '以前のメールに番号が届きました。ミニアプリに入れると、お店へのご依頼になります。',
        action: '郵便受けへ',
      },
      {
        title: 'Slackで承認する',
        text: () => 'お店の番です。鎌倉店長の葉山 澪さんが、合うところと合わないところを見て決めます。',
        action: '#鎌倉店-会員へ',
      },
      {
        title: '元に戻す',
        text: (request) =>
          `1枚になり、LINEにお知らせが届きました。/musubi undo ${request ?? 'M-142'} で、押す前にどうなるかを見て元に戻せます。`,
        action: '元に戻す前の確認へ',
      },
    ] as [TourStep, TourStep, TourStep, TourStep],
    done: '済み',
    end: 'ひとまわりしました。会員証は、まとめることも、元に戻すこともできます。ほかに、こちらもためせます。',
    again: 'はじめから見る',
    newcomer: 'はじめての方として登録する',
    threeDaysOn: '3日後のお便りを受け取る',
  },
  terminal: {
    help: `結びを、LINEもSlackもない手元の1台で動かします。

使いかた  npm start  または  node sandbox/main.ts

環境変数
  PORT          画面を開くポート(既定 3000)
  MUSUBI_DATA   データを置くフォルダ(既定 .musubi)
  MUSUBI_RESET  1 にすると、データを消して最初からはじめます
  DATABASE_URL  書くと、内蔵データベースの代わりにこのPostgreSQLを使います

終わるときは Ctrl+C を押してください。`,
    starting: '結びを準備しています。はじめての起動では、1分ほどかかります。',
    open: (url: string) => `準備ができました。ブラウザーで ${url} を開いてください。終わるときは Ctrl+C です。`,
    noPage: '画面がまだ作られていません。npm run build を一度お試しください。',
    badPort: (given: string) => `PORT は 0 から 65535 までの整数です(いまは ${given})。`,
    portTaken: (port: number) =>
      `ポート ${port} は、ほかのプログラムが使っています。PORT=3100 npm start のように、別の番号でお試しください。`,
    died: (how: string, seconds: number) => `お店のプログラムが止まりました(${how})。${seconds}秒後に開け直します。`,
    ending: '片づけています。',
  },
};

/** The shape every language of the sandbox fills. */
export type Words = typeof ja;
