import { Command } from 'commander';
import { Refusal } from '../../core/refusal.ts';
import { addPosKey, listPosKeys, revokePosKey } from '../../core/till/posKeys.ts';
import type { Environment } from '../config.ts';
import { operatorWords } from '../words/operator.ts';
import { existingShopAt, type Now, onShop, operatorContext } from './shop-at.ts';
import { Plainly } from './wrong.ts';

const words = operatorWords.posKey;

/** `pos-key`: makes, lists and ends the keys with which tills and shop systems book by themselves. */
export function posKeyCommand(environment: Environment, now: Now): Command {
  const add = new Command('add')
    .description(words.add)
    .argument('<name>', words.name)
    .requiredOption('--channel <code>', words.channel)
    .option('--store <code>', words.store)
    .action((name: string, { channel, store }: { channel: string; store?: string }) =>
      onShop(existingShopAt(environment), async (shop) => {
        // A key is hashed with the shop's secret: without it the server would never know it again.
        if (!environment.MUSUBI_SECRET) throw new Plainly(words.noSecret);
        const context = operatorContext(shop, environment, now);
        const asked = { name, channelCode: channel, ...(store ? { storeCode: store } : {}) };
        const key = await addPosKey(context, asked).catch(sayPlainly);
        console.error(words.added(name));
        console.log(key);
      }),
    );
  const list = new Command('list').description(words.list).action(() =>
    onShop(existingShopAt(environment), async ({ db }) => {
      for (const { name, channel, store, revokedAt } of await listPosKeys(db))
        console.log([name, channel, store ?? '-', revokedAt ? words.ended(revokedAt) : words.live].join('\t'));
    }),
  );
  const revoke = new Command('revoke')
    .description(words.revoke)
    .argument('<name>', words.name)
    .action((name: string) =>
      onShop(existingShopAt(environment), async (shop) => {
        await revokePosKey(operatorContext(shop, environment, now), { name }).catch(sayPlainly);
        console.log(words.revoked(name));
      }),
    );
  const command = new Command('pos-key').description(words.description);
  for (const each of [add, list, revoke]) command.addCommand(each);
  return command;
}

function sayPlainly(reason: unknown): never {
  if (reason instanceof Refusal) throw new Plainly(words.refused(String(reason.facts.field)));
  throw reason;
}
