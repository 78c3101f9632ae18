import type { FlexBubble, FlexComponent, LineMessage } from '../../../../sandbox/line/shapes.ts';
import type { ChatMessage } from '../../../../sandbox/line/state.ts';

const ink2 = '#565046';
const shuInk = '#A62E12';
const sunken = '#F2EDE3';
const hairline = '#E4DDCF';
const media = 'https://fukuro.example/media';
const post = (label: string) => ({ type: 'postback', label, data: label, displayText: label });

const text = (words: string, more: Partial<FlexComponent> = {}): FlexComponent => ({
  type: 'text',
  text: words,
  size: 'sm',
  wrap: true,
  ...more,
});
const column = (contents: FlexComponent[], more: Partial<FlexComponent> = {}): FlexComponent => ({
  type: 'box',
  layout: 'vertical',
  contents,
  ...more,
});
const row = (contents: FlexComponent[], more: Partial<FlexComponent> = {}): FlexComponent => ({
  type: 'box',
  layout: 'horizontal',
  contents,
  ...more,
});
const line: FlexComponent = { type: 'separator', color: hairline, margin: 'lg' };
const amount = (value: string, size: string): FlexComponent => ({
  type: 'text',
  contents: [
    { type: 'span', text: value, size, weight: 'bold' },
    { type: 'span', text: ' pt', size: 'sm', color: ink2 },
  ],
});

const lot = (day: string, points: string, more: Partial<FlexComponent> = {}) =>
  row([text(day, { flex: 1, ...more }), text(points, { flex: 0, align: 'end', wrap: false, ...more })], {
    margin: 'md',
  });

/** Picture 08, upper left: the balance, what ends first, what is on its way. */
export const points: FlexBubble = {
  type: 'bubble',
  size: 'mega',
  body: column(
    [
      text('いまお使いいただける分', { size: 'xs', color: ink2 }),
      amount('4,200', '36px'),
      line,
      text('期限の早いほうから', { size: 'xs', color: ink2, margin: 'lg' }),
      lot('11月30日(月)まで', '420 pt', { weight: 'bold', color: shuInk }),
      lot('2027年1月31日(日)', '1,180 pt'),
      lot('2027年3月31日(水)', '760 pt'),
      lot('そのあと 4口', '1,840 pt'),
      column([text('くもマットレスの 1,480 pt は、\n12月2日(水)に加わります。', { size: 'xs' })], {
        margin: 'lg',
        paddingAll: 'lg',
        backgroundColor: sunken,
        cornerRadius: '10px',
      }),
    ],
    { paddingAll: '18px' },
  ),
  footer: column([{ type: 'button', style: 'link', color: shuInk, height: 'sm', action: post('内訳を見る') }], {
    paddingAll: '6px',
  }),
  styles: { footer: { separator: true, separatorColor: hairline } },
};

const card = (head: string, value: string) =>
  column([text(head, { size: 'xxs', color: ink2 }), amount(value, 'lg')], {
    paddingAll: '10px',
    backgroundColor: sunken,
    cornerRadius: '10px',
    flex: 1,
  });

/** Upper middle: two cards are one. */
export const joined: FlexBubble = {
  type: 'bubble',
  hero: {
    type: 'image',
    url: `${media}/knot.png`,
    size: 'full',
    aspectRatio: '9:4',
    aspectMode: 'fit',
    backgroundColor: '#FBECE6',
  },
  body: column(
    [
      text('2枚の会員証が結ばれました', { size: 'md', weight: 'bold' }),
      row([card('いままで ••••7153', '1,840'), card('以前 ••••6624', '2,360')], { spacing: 'md', margin: 'lg' }),
      text('﹀', { align: 'center', color: ink2, size: 'xs', margin: 'sm' }),
      row(
        [
          text('おまとめのあと', { size: 'xs', color: ink2, gravity: 'center', flex: 1 }),
          { ...amount('4,200', 'xl'), flex: 0 },
        ],
        {
          margin: 'sm',
          paddingAll: 'lg',
          borderWidth: 'normal',
          borderColor: '#25221D',
          cornerRadius: '10px',
        },
      ),
      text('購入の記録は、4件と9件で13件になりました。以前の 2,360 pt は、11月24日(火)からお使いになれます。', {
        margin: 'lg',
        size: 'xs',
        color: ink2,
      }),
    ],
    { paddingAll: '18px' },
  ),
  footer: column(
    [
      { type: 'button', style: 'link', color: shuInk, height: 'sm', action: post('ポイントを見る') },
      { type: 'separator', color: hairline },
      { type: 'button', style: 'link', color: ink2, height: 'sm', action: post('お心当たりがないとき') },
    ],
    { paddingAll: '0px' },
  ),
  styles: { footer: { separator: true, separatorColor: hairline } },
};

const step = (number: string, words: string) =>
  row([text(number, { flex: 0, weight: 'bold', color: shuInk }), text(words, { flex: 1, margin: 'lg' })], {
    margin: 'md',
  });

/** Upper right: the message of the person in charge. */
export const care: FlexBubble = {
  type: 'bubble',
  hero: { type: 'image', url: `${media}/mattress.png`, size: 'full', aspectRatio: '2:1', aspectMode: 'cover' },
  body: column(
    [
      text('はじめの2週間のお手入れ', { size: 'md', weight: 'bold' }),
      step('1', '朝、かけふとんを外して、30分ほど風を通します。'),
      step('2', '週に一度、頭と足の向きを入れかえます。'),
      step('3', '雨の続く日は、壁に立てかけておきます。'),
    ],
    { paddingAll: '18px', paddingBottom: '6px' },
  ),
  footer: column(
    [
      {
        type: 'button',
        style: 'primary',
        color: '#C2391B',
        action: { type: 'uri', label: '動画で見る(1分40秒)', uri: 'https://fukuro.example/r/abc' },
      },
      { type: 'button', style: 'secondary', color: sunken, action: post('森下に相談する') },
    ],
    { paddingAll: '18px', paddingTop: '10px', spacing: 'md' },
  ),
};

const goods = (picture: string, name: string, price: string, reason: string, first: boolean): FlexBubble => ({
  type: 'bubble',
  size: 'mega',
  hero: { type: 'image', url: `${media}/${picture}.png`, size: 'full', aspectRatio: '19:10', aspectMode: 'cover' },
  body: column(
    [
      row([
        text(name, { size: 'md', weight: 'bold', flex: 1 }),
        text(price, { flex: 0, gravity: 'center', wrap: false }),
      ]),
      column([text(reason, { size: 'xs' })], {
        margin: 'md',
        paddingAll: 'lg',
        backgroundColor: sunken,
        cornerRadius: '10px',
        height: '84px',
      }),
    ],
    { paddingAll: '18px', paddingBottom: '0px' },
  ),
  footer: column(
    [
      {
        type: 'button',
        style: first ? 'primary' : 'secondary',
        color: first ? '#C2391B' : sunken,
        action: first
          ? { type: 'datetimepicker', label: '店頭で試す日を選ぶ', data: 'try', mode: 'date', initial: '2026-11-22' }
          : { type: 'uri', label: 'くわしく見る', uri: 'https://liff.line.me/1-fukuro/goods/2' },
      },
      { type: 'button', style: 'link', color: ink2, action: post('今回は見送る') },
    ],
    { paddingAll: '18px', paddingTop: '12px', spacing: 'sm' },
  ),
});

export const recommended: LineMessage = {
  type: 'flex',
  altText: 'おすすめ',
  contents: {
    type: 'carousel',
    contents: [
      goods(
        'pillow',
        'そば殻まくら',
        '8,800円',
        'くもマットレスを選ばれた86人のうち、31人があわせて選ばれています。',
        true,
      ),
      goods('linen', '麻のまくらカバー', '4,950円', '5月3日にお求めの麻のシーツと、同じ生地です。', false),
      goods(
        'sheet',
        'すっきり除湿シート',
        '6,600円',
        'くもマットレスの下に敷く、冬の湿気への備えです。店の者が組み合わせを選びました。',
        false,
      ),
    ],
  },
};

const sender = { name: '森下 さやか(吉祥寺店)', iconUrl: `${media}/staff/m.png` };
const at = (time: string) => new Date(`2026-11-21T${time}:00+09:00`).getTime();
let ids = 0;
const from = (who: 'user' | 'bot', time: string, body: LineMessage): ChatMessage => ({
  id: String(++ids),
  at: at(time),
  from: who,
  body,
  via: who === 'user' ? 'typed' : 'reply',
  read: who === 'user',
});
const flex = (contents: FlexBubble): LineMessage => ({ type: 'flex', altText: '会員証', contents });

/** The four scenes of picture 08, by name. */
export const scenes: Record<string, ChatMessage[]> = {
  points: [
    from('user', '18:40', { type: 'text', text: 'ポイント' }),
    from('bot', '18:40', {
      ...flex(points),
      quickReply: {
        items: ['使いかた', '購入の記録', 'おすすめ'].map((label) => ({
          type: 'action',
          action: { type: 'message', label, text: label },
        })),
      },
    }),
  ],
  photo: [
    from('bot', '14:00', {
      type: 'text',
      text: 'お写真をお送りください。',
      quickReply: { items: [{ type: 'action', action: { type: 'cameraRoll', label: '写真を選ぶ' } }] },
    }),
  ],
  joined: [from('bot', '14:20', flex(joined))],
  care: [
    from('bot', '10:00', {
      type: 'text',
      text: '齋藤さま、先日はお買い上げありがとうございました。くもマットレスの寝心地は、いかがでしょうか。',
      sender,
    }),
    from('bot', '10:00', { ...flex(care), sender }),
  ],
  recommend: [
    from('user', '18:44', { type: 'text', text: 'おすすめ' }),
    from('bot', '18:44', { type: 'text', text: 'くもマットレスをお求めの齋藤さまへ、3点お選びしました。' }),
    from('bot', '18:44', recommended),
  ],
};
