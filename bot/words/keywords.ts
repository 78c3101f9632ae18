import type { Topic } from '../conversation/answers.ts';

/** What people write when they want something, the more telling topics first: まとめる decides before ポイント. */
export const keywords: { topic: Topic; words: string[] }[] = [
  {
    topic: 'join',
    words: [
      'まとめる',
      'アカウントをまとめる',
      'まとめ',
      'まとめたい',
      '結ぶ',
      '結びたい',
      '統合',
      '合算',
      '古い会員証',
      '以前の会員証',
      '前の会員証',
      '昔の会員証',
      '古いカード',
      '前のカード',
      '2枚',
      '二枚',
      '機種変更',
      'パスワードを忘れ',
      'IDを忘れ',
      'join',
      'merge',
      'old card',
      'two cards',
      'another card',
    ],
  },
  {
    topic: 'request',
    words: ['ご依頼', '依頼', 'ようす', '様子', '状況', '進み', '受付番号', 'status', 'request', 'progress'],
  },
  {
    topic: 'recommend',
    words: ['おすすめ', 'お薦め', 'お勧め', 'すすめて', '合うもの', '何がいい', '提案', 'recommend', 'suggest'],
  },
  { topic: 'number', words: ['会員番号', '番号を忘れ', '番号は', 'member number', 'my number'] },
  { topic: 'card', words: ['会員証', 'カード', 'バーコード', 'card', 'barcode'] },
  {
    topic: 'history',
    words: [
      '履歴',
      '購入の記録',
      '購入',
      '買い物',
      '買いもの',
      '買った',
      '記録',
      '来店',
      'history',
      'purchases',
      'bought',
    ],
  },
  {
    topic: 'points',
    words: ['ポイント', 'ポイント残高', '残高', '点数', '期限', '失効', 'pt', 'point', 'points', 'balance'],
  },
  {
    topic: 'help',
    words: [
      'ヘルプ',
      'おたずね',
      'お尋ね',
      '使い方',
      '使いかた',
      'つかいかた',
      '困った',
      '教えて',
      'メニュー',
      '何ができ',
      '問い合わせ',
      'help',
      'how to',
      'menu',
    ],
  },
];

/** What ends, or steps back in, a registration when it is written instead of pressed. */
export const steering: { press: 'stop' | 'back' | 'skip'; words: string[] }[] = [
  { press: 'stop', words: ['やめる', 'やめます', '中止', 'キャンセル', 'stop', 'cancel', 'quit'] },
  { press: 'back', words: ['もどる', '戻る', 'back'] },
  { press: 'skip', words: ['とばす', '飛ばす', 'あとで', 'なし', 'skip', 'later'] },
];
