import type { KnownBlock, ModalView } from '@slack/types';
import type { DryRun, DryRunRow } from '../../core/points/dryRun.ts';
import { civilDay } from '../words/dates.ts';
import type { Words } from '../words/words.ts';
import { button } from './button.ts';
import { escaped, paragraph, plain, present, smallPrint } from './text.ts';

/** What last month would have come to: picture, figures, and for whom most would change. */
export function dryRunModal(result: DryRun, assumed: string[], pictureUrl: string, words: Words): ModalView {
  const { dry, title, back } = words.programme;
  const { month, did, would, costYen, purchases } = result;
  const said = words.month(civilDay(`${month}-01`));
  const blocks: KnownBlock[] =
    purchases === 0
      ? [paragraph(dry.none)]
      : present(
          paragraph([dry.headline(said, did, would), dry.change(did, would)].join(' ')),
          { type: 'image', image_url: pictureUrl, alt_text: plain(dryRunAlt(result, words), 2_000).text },
          paragraph(`${dry.cost(costYen.did, costYen.would)}\n${dry.purchases(purchases)}`),
          assumed.length > 0 ? smallPrint(dry.assumed(assumed.map(escaped))) : false,
          rows(dry.stores, result.byStore, words),
          rows(dry.tiers, result.byTier, words),
          rows(dry.channels, result.byChannel, words),
          result.mostChanged.length > 0
            ? smallPrint(
                [dry.changed, ...result.mostChanged.map((one) => dry.person(one.personId, one.did, one.would))].join(
                  '\n',
                ),
              )
            : false,
        );
  return {
    ...{ type: 'modal', callback_id: 'programme_dry', title: plain(title, 24), close: plain(words.close, 24) },
    blocks: [...blocks, { type: 'actions', elements: [button('programme_back', back, 'back')] }],
  };
}

/** The same figures for whoever cannot see the picture. */
export function dryRunAlt({ month, did, would, byStore }: DryRun, words: Words): string {
  const { dry } = words.programme;
  const said = byStore.map((row) => dry.row(row.name || dry.noStore, row.did, row.would).replaceAll('*', ''));
  return [dry.picture(words.month(civilDay(`${month}-01`)), did, would), ...said].join(' ');
}

function rows(title: string, of: DryRunRow[], words: Words): KnownBlock | false {
  const { dry } = words.programme;
  if (of.length < 2) return false;
  const said = of.map(({ name, did, would }) => dry.row(escaped(name) || dry.noStore, did, would));
  return paragraph(`*${title}*\n${said.join('\n')}`);
}
