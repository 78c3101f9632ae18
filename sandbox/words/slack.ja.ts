/** What the Slack side of the sandbox says by itself, in Japanese: the original. */
export const ja = {
  channels: 'チャンネル',
  directMessages: 'ダイレクトメッセージ',
  apps: 'アプリ',
  you: '自分',
  app: 'アプリ',
  home: 'ホーム',
  messages: 'メッセージ',
  switchRoom: 'チャンネルを選ぶ',
  unread: (count: number) => `未読 ${count}件`,
  members: (count: number) => `メンバー ${count}人`,
  today: '今日',
  edited: '編集済み',
  onlyYou: 'あなただけに表示されています',
  dismiss: '消す',
  replies: (count: number) => `${count}件の返信`,
  thread: 'スレッド',
  reply: 'スレッドに返信する',
  replyTo: '返信を書く',
  close: '閉じる',
  back: '戻る',
  send: '送る',
  writeTo: (place: string) => `${place} へのメッセージ`,
  commands: 'コマンド',
  emptyChannel: (name: string) => `#${name} のはじまりです。`,
  emptyMessages: (app: string) => `${app}とのやりとりは、まだありません。`,
  emptyHome: 'ホームの用意ができると、ここに出ます。',
  choose: '選ぶ',
  chooseDate: '日付を選ぶ',
  more: 'ほかの操作',
  optional: '(任意)',
  cancel: 'やめる',
  showMore: 'もっと見る',
  slackbot: 'Slackbot',
  unknownUser: '知らない人',
  notices: {
    operation_timeout: (subject: string) =>
      subject
        ? `${subject} は 3秒のうちに返事がなく、止まりました(operation_timeout)。`
        : '3秒のうちに返事がありませんでした(operation_timeout)。もう一度お試しください。',
    dispatch_failed: (subject: string) => `${subject} は届きませんでした(dispatch_failed)。`,
    http_service_error: () => '操作が届きませんでした(http_service_error)。もう一度お試しください。',
  },
  complaints: {
    required: 'この欄をご記入ください。',
    too_short: 'もう少し長くご記入ください。',
    too_long: 'もう少し短くご記入ください。',
    not_a_number: '数字でご記入ください。',
    not_an_address: 'メールアドレスの形でご記入ください。',
  },
  trouble: {
    timeout: '3秒のうちに返事がありませんでした。もう一度お試しください。',
    http_error: 'アプリにつながりませんでした。もう一度お試しください。',
    invalid_answer: 'アプリの返事を表示できませんでした。もう一度お試しください。',
  },
};

export type SlackWords = typeof ja;
