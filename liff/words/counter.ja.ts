import type { EvidenceHint } from '../../core/merges/evidence.ts';
import type { RefusalFacts } from '../../core/refusal.ts';
import type { EvidenceField, EvidenceResult } from '../../db/schema/merges.ts';
import type { LiffRefusalCode } from '../refusals.ts';
import { civilOf, figure } from './dates.ts';
import { registrationJa } from './registration.ja.ts';
import { tillJa } from './till.ja.ts';

/** What the counter page says to staff. */
export const counterJa = {
  code: 'ja' as 'ja' | 'en',
  till: tillJa,
  registration: registrationJa,
  title: 'お店で確かめる',
  serving: (name: string, store: string) => `${name}(${store})`,
  steps: ['お客さま', '以前の会員証', '照合', '完了'],
  first: {
    heading: 'お客さまの画面を読み取ります',
    lead: '会員証のバーコードか、「お店で確かめてもらう」の二次元コードです。',
    camera: 'カメラで読み取る',
    stop: 'カメラを止める',
    aim: '枠の中に写してください。',
    noCamera: 'カメラを使えません。番号を入力してください。',
    label: '会員番号(8けた)か、画面の番号',
    next: '進む',
  },
  second: {
    heading: '以前の会員証',
    lead: 'カードのバーコードを読み取るか、会員番号を入力します。',
    label: '以前の会員番号(8けた)',
    noCard: 'カードがないときは、Slackの /musubi でお探しください。',
    next: '照合する',
    back: 'お客さまを選び直す',
  },
  third: {
    heading: '照合',
    lead: '値は表示しません。合うところと、合わないところだけです。',
    now: 'いまの会員証',
    old: '以前の会員証',
    sum: 'まとめると',
    held: (points: number) => `入会特典の重なり ${figure(points)}\u00a0pt は保留になります。`,
    undone: (count: number) => `この180日の取り消し ${count}件`,
    samePhone: (count: number) => `同じ電話を使う別の会員 ${count}人`,
    approve: 'まとめる',
    later: '店のチャンネルで決める',
    laterHint: 'ご依頼はSlackのカードになっています。店長と相談してから決められます。',
    undoable: 'まとめたあとも、いつでも元に戻せます。',
  },
  fourth: {
    heading: '1枚に結ばれました',
    lead: 'お客さまのLINEにお知らせします。以前の会員証のポイントは、安全のため数日後から、あわせて使えます。',
    waiting: '店のチャンネルにカードを出しました',
    waitingLead: 'Slackのカードで決めてください。お客さまの画面は「お店の確認」に進んでいます。',
    next: '次のお客さま',
  },
  field: {
    nameReading: '氏名の読み',
    nameWriting: '氏名の表記',
    birthDate: '生年月日',
    phone: '電話',
    mail: 'メール',
    address: '住所',
  } satisfies Record<EvidenceField, string>,
  result: { match: '一致', claimed: '一致(本人の申告・未確認)', mismatch: '不一致', unknown: '不明' } satisfies Record<
    EvidenceResult,
    string
  >,
  hint: {
    same: '',
    variant: '字体や表記の違い',
    former: '以前の登録と同じ',
    differs: '',
    family_differs: '姓が違う',
    given_differs: '名が違う',
    both_differ: '姓も名も違う',
    swapped: '月と日が入れ替わり',
    one_digit: '1けた違い',
    missing_here: 'いまの会員証に登録なし',
    missing_there: '以前の会員証に登録なし',
    missing_both: 'どちらにも登録なし',
  } satisfies Record<EvidenceHint, string>,
  pt: (points: number) => `${figure(points)}\u00a0pt`,
  purchases: (count: number) => `購入 ${figure(count)}件`,
  since: (iso: string) => `${civilOf(iso).year}年${civilOf(iso).month}月から`,
  ended: 'このページの時間が終わりました。Slackの /musubi から、もう一度開いてください。',
  opened: 'このリンクは一度使われています。Slackの /musubi から、もう一度開いてください。',
  trouble: 'つながりません。電波を確かめて、もう一度お試しください。',
  refusal: {
    not_found: () => 'この番号の会員証は見つかりませんでした。番号を確かめてください。',
    wrong_code: () => '番号が合いません。お客さまの画面を新しくしてから、もう一度読み取ってください。',
    rate_limited: () => '続けて何度も読み取っています。10分おいてからお試しください。',
    same_account: () => '同じ会員証です。以前のカードを読み取ってください。',
    already_one: () => 'この2枚は、すでに1枚に結ばれています。',
    request_open: () => 'このお客さまには受付中のご依頼があります。お客さまの画面の番号を読み取ってください。',
    request_closed: () => 'このご依頼は、すでに終わっています。',
    request_stale: () => '内容が変わりました。はじめから読み取り直してください。',
    request_frozen: () => '「お心当たりがない」とのお申し出で止まっています。Slackのカードを確かめてください。',
    about_yourself: () => 'ご自身の会員証は、ほかの者が扱います。',
    reason_needed: () => '前に元に戻した2人です。Slackのカードから進めてください。',
    second_needed: ({ anew }) =>
      anew
        ? 'ご自分で提案したおまとめです。Slackのカードから、別の方にお願いしてください。'
        : '5,000\u00a0pt を超える会員証は、ほかの方の承認が要ります。Slackのカードから、別の方にお願いしてください。',
    not_yours: () => 'このご依頼は、ほかの店が決めます。',
    not_staff: () => 'お店の登録がありません。本部に確かめてください。',
    cannot_link: () => '別の方として記録されています。本部に相談してください。',
    component_full: () => '結ばれた会員証が多すぎます。本部に相談してください。',
    bad_input: ({ field }) =>
      tillJa.refusal.fields[String(field)] ?? '8けたの会員番号か、画面の番号を入力してください。',
    not_enough_points: tillJa.refusal.not_enough_points,
    key_reused: tillJa.refusal.key_reused,
    preview_stale: tillJa.refusal.preview_stale,
  } satisfies { [code in LiffRefusalCode]?: (facts: RefusalFacts) => string } as {
    [code in LiffRefusalCode]?: (facts: RefusalFacts) => string;
  },
  otherRefusal: 'いまはできません。Slackのカードで確かめてください。',
};

export type CounterWords = typeof counterJa;
