import type { App } from '@slack/bolt';
import type { WebClient } from '@slack/web-api';
import type { SlackStandIn } from '../../../../sandbox/slack/standin.ts';

const bold = (text: string) => ({
  type: 'rich_text',
  elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text, style: { bold: true } }] }],
});
const cell = (text: string) => ({ type: 'raw_text', text });
const plain = (text: string) => ({ type: 'plain_text', text });
const mrkdwn = (text: string) => ({ type: 'mrkdwn', text });
const button = (action_id: string, text: string, more: object = {}) => ({
  type: 'button',
  action_id,
  value: 'M-142',
  text: plain(text),
  ...more,
});

/** The card of the first picture: who and who, evidence, points, flags, four buttons. */
export function mergeCard() {
  return [
    { type: 'header', text: plain('会員証をまとめるご依頼 M-142') },
    {
      type: 'section',
      text: mrkdwn('*齋藤 優子 様*(••••7153 ・ 吉祥寺店)と、以前の会員証 *斎藤 優子 様*(••••6624 ・ 鎌倉店)'),
    },
    {
      type: 'table',
      column_settings: [{}, {}, { is_wrapped: true }],
      rows: [
        [cell('項目'), cell('照合'), cell('手がかり')],
        [cell('氏名の読み'), bold('● 一致'), cell('さいとう ゆうこ')],
        [cell('生年月日'), bold('● 一致'), cell('値は表示しません')],
        [cell('メール'), bold('● 一致'), cell('y•••@•••.jp ・ 番号でご本人を確認')],
        [cell('姓の表記'), bold('● 一致'), cell('齋藤 と 斎藤(同じ字の異体)')],
        [cell('電話'), bold('☒ 不一致'), cell('末尾 •71 と •26')],
        [cell('住所'), cell('◌ 不明'), cell('以前の口座に登録なし')],
      ],
    },
    {
      type: 'section',
      fields: [
        mrkdwn('いままで ••••7153\n*1,840 pt*\n購入 4件 ・ 2026年4月から'),
        mrkdwn('以前 ••••6624\n*2,360 pt*\n購入 9件 ・ 2021年5月から'),
        mrkdwn('まとめると\n*4,200 pt*\n会員数 287人から 286人へ'),
      ],
    },
    {
      type: 'context',
      elements: [mrkdwn('入会特典の重なり なし ・ この180日の取り消し なし ・ 同じ電話を使う別の会員 なし')],
    },
    {
      type: 'actions',
      block_id: 'decide',
      elements: [
        button('approve', '承認する', {
          style: 'primary',
          confirm: {
            title: plain('2枚を1枚にまとめます'),
            text: mrkdwn('齋藤 優子 様に *4,200 pt* がまとまります。'),
            confirm: plain('承認する'),
            deny: plain('やめる'),
          },
        }),
        button('reject', '却下する', { style: 'danger' }),
        button('ask', '本人に確認'),
        button('detail', '詳細'),
      ],
    },
    {
      type: 'context',
      elements: [mrkdwn('承認できるのは吉祥寺店と本部の方です。承認したあとも、いつでも元に戻せます。')],
    },
  ];
}

/** The modal of the ninth picture: what happens, picture, figures, choices, reason. */
export function undoModal(error?: string) {
  return {
    type: 'modal' as const,
    callback_id: 'undo',
    title: plain('元に戻す前の確認'),
    submit: plain('元に戻す'),
    close: plain('やめる'),
    blocks: [
      {
        type: 'section',
        text: mrkdwn(
          `*M-151 を元に戻すと、1人の会員が2人に分かれます。*\n12月1日(火) 10:12 に森下 さやかが店頭の申し出で結びました。`,
        ),
      },
      {
        type: 'image',
        image_url: 'https://fukuro.example/knot.svg',
        alt_text: '4つの口座のうち、齋藤 裕子 様の1口座が離れます',
      },
      { type: 'divider' },
      { type: 'header', text: plain('それぞれに戻るポイント') },
      {
        type: 'section',
        fields: [
          mrkdwn('齋藤 優子 様\n*5,260 pt*\n1,000 pt が戻ります'),
          mrkdwn('齋藤 裕子 様\n*0 pt*\n360 pt が不足します'),
        ],
      },
      { type: 'divider' },
      {
        type: 'input',
        block_id: 'uncovered',
        label: plain('不足する 360 pt の扱い'),
        hint: plain('裕子様が12月3日(木)に使った 1,000 pt のうち、ご自身の分は 640 pt でした。'),
        element: {
          type: 'radio_buttons',
          action_id: 'choice',
          initial_option: {
            text: plain('お店が負担する'),
            value: 'shop',
            description: plain('承認した人の名前が記録に残ります。'),
          },
          options: [
            { text: plain('お店が負担する'), value: 'shop', description: plain('承認した人の名前が記録に残ります。') },
            {
              text: plain('裕子様の次の付与から差し引く'),
              value: 'member',
              description: plain('現金ではいただきません。'),
            },
          ],
        },
      },
      {
        type: 'input',
        block_id: 'visits',
        optional: true,
        label: plain('どなたの記録か、お決めいただくもの 1件'),
        element: {
          type: 'checkboxes',
          action_id: 'whose',
          options: [{ text: mrkdwn('*12月2日(水) ご来店* ・ 神戸元町店は優子様の記録'), value: 'v1' }],
        },
      },
      {
        type: 'input',
        block_id: 'reason',
        label: plain('理由'),
        element: {
          type: 'static_select',
          action_id: 'why',
          placeholder: plain('お選びください'),
          options: [
            { text: plain('別の方でした'), value: 'other' },
            { text: plain('ご本人の申し出'), value: 'asked' },
          ],
        },
      },
      {
        type: 'input',
        block_id: 'note',
        optional: true,
        label: plain('申し送り'),
        element: { type: 'plain_text_input', action_id: 'text', multiline: true },
      },
      {
        type: 'input',
        block_id: 'day',
        optional: true,
        label: plain('申し出の日'),
        element: { type: 'datepicker', action_id: 'day', initial_date: '2026-12-05' },
      },
      ...(error ? [{ type: 'context', elements: [mrkdwn(error)] }] : []),
    ],
  };
}

function home() {
  const waiting = (who: string, evidence: string, since: string) => [
    { type: 'divider' },
    {
      type: 'section',
      text: mrkdwn(`*${who}*\n${evidence}\n${since}`),
      accessory: button(`open-${since.slice(0, 5)}`, '開く'),
    },
  ];
  return {
    type: 'home' as const,
    blocks: [
      { type: 'header', text: plain('山口さん、おはようございます') },
      { type: 'context', elements: [mrkdwn('11月24日(火) 9:30 ・ 吉祥寺店 店長')] },
      { type: 'header', text: plain('確認をお待ちの方 3組') },
      ...waiting(
        '五十嵐 美津子 様 と、五十嵐 みつ子 様',
        '一致 4 ・ 不一致 0 ・ 不明 2 ・ ご本人のご依頼',
        'M-143 ・ 昨日 17:52 から',
      ),
      ...waiting(
        'アレクサンドラ・フォンテーヌ 美咲 様 と、ﾌｫﾝﾃｰﾇ ﾐｻｷ 様',
        '一致 3 ・ 不一致 1(電話) ・ 不明 2 ・ ご本人のご依頼',
        'M-144 ・ 今日 8:40 から',
      ),
      ...waiting(
        '田村 晴香 様 と、岡田 晴香 様',
        '一致 3 ・ 不一致 2(姓、電話) ・ 不明 1 ・ 夜の点検で見つかりました',
        'M-145 ・ 今日 9:00 から',
      ),
      { type: 'header', text: plain('会員数と上限') },
      { type: 'image', image_url: 'https://fukuro.example/knot.svg', alt_text: '286人、上限300人、あと14人' },
      { type: 'section', text: mrkdwn('このままの増え方なら *1月下旬ごろ* に上限です。') },
      {
        type: 'actions',
        elements: [
          button('find', '会員をさがす'),
          button('counter', '店頭でまとめる'),
          button('undo', '元に戻す'),
          button('week', '週の絵を見る'),
        ],
      },
    ],
  };
}

/** Fills a workspace with a morning's messages through the real SDK. */
export async function tellStory(slack: SlackStandIn, client: WebClient, clock: { advance: (ms: number) => void }) {
  const post = (message: object) => client.apiCall('chat.postMessage', { channel: 'C1', ...message });
  await post({
    text: '夜のうちに、確かな重なり *2組* をまとめました。お店の確認をお願いする組は *1組* です。 <https://fukuro.example/list|一覧を見る>',
  });
  clock.advance(4 * 3_600_000);
  slack.say('U2', 'C1', 'M-141 はわたしが見ます。');
  slack.say('U2', 'C1', '<@U1> さん、電話の件だけ確かめてください。 `••26` です。');
  clock.advance(20 * 60_000);
  const line =
    '*M-141 承認済み* ・ 山口 真理子が 13:20 に承認しました。内容は伏せました。 <https://fukuro.example/m/141|詳細を開く>';
  await post({
    attachments: [{ color: '#d8cdb9', fallback: 'M-141 承認済み', blocks: [{ type: 'section', text: mrkdwn(line) }] }],
  });
  clock.advance(43 * 60_000);
  await post({ attachments: [{ color: '#c2391b', fallback: 'ご依頼 M-142', blocks: mergeCard() }] });
  await client.chat.postMessage({ channel: 'C6', text: 'M-150 のご依頼です' });
  await client.views.publish({ user_id: 'U1', view: home() as never });
}

/** What the story's app does when its buttons are pressed. */
export function playApp(app: App) {
  app.action('approve', async ({ ack, respond, body }) => {
    await ack();
    await respond({
      replace_original: true,
      text: '',
      attachments: [
        {
          color: '#d8cdb9',
          fallback: 'M-142 承認済み',
          blocks: [
            { type: 'section', text: mrkdwn(`*M-142 承認済み* ・ <@${body.user.id}> が承認しました。`) as never },
          ],
        },
      ],
    });
  });
  app.action('reject', async ({ ack, respond }) => {
    await ack();
    await respond({ text: '却下できるのは *本部* の方です。', replace_original: false });
  });
  app.action('detail', async ({ ack, body, client }) => {
    await ack();
    await client.views.open({ trigger_id: 'trigger_id' in body ? body.trigger_id : '', view: undoModal() as never });
  });
  app.command('/musubi', async ({ ack, client, command }) => {
    await ack();
    await client.views.open({ trigger_id: command.trigger_id, view: undoModal() as never });
  });
  app.view('undo', async ({ ack, view }) => {
    const note = view.state.values.note?.text?.value ?? '';
    await (note.length < 5
      ? ack({ response_action: 'errors', errors: { note: '次の人にわかるように、もう少し詳しくお書きください。' } })
      : ack());
  });
  app.event('app_home_opened', async () => {});
}
