import { Command } from 'commander';
import { firstBrokenSeal } from '../../core/seal.ts';
import { verifyInvariants } from '../../core/verify.ts';
import { manifestOf } from '../../db/copy.ts';
import { migrate } from '../../db/migrate.ts';
import type { Environment } from '../config.ts';
import { operatorWords } from '../words/operator.ts';
import { existingShopAt, type Now, onShop, operatorContext, shopAt } from './shop-at.ts';
import { Plainly } from './wrong.ts';

const words = operatorWords;

/** `migrate`: brings the schema to the newest version. */
export function migrateCommand(environment: Environment): Command {
  return new Command('migrate').description(words.migrate.description).action(() =>
    onShop(shopAt(environment), async (shop) => {
      await migrate(shop);
      console.log(words.migrate.done(shop.kind));
    }),
  );
}

/** `seed`: the demo shop, into an empty database. */
export function seedCommand(environment: Environment, now: Now): Command {
  return new Command('seed').description(words.seed.description).action(() =>
    onShop(shopAt(environment), async (shop) => {
      await migrate(shop);
      const { counts } = await manifestOf(shop.db);
      if (Object.values(counts).some((count) => count > 0)) throw new Plainly(words.seed.notEmpty);
      const { loadDemo } = await import('../../core/demo/load.ts');
      console.log(words.seed.done(await loadDemo(operatorContext(shop, environment, now))));
    }),
  );
}

/** `verify`: checks every promise the data must keep, and says which one does not hold and where. */
export function verifyCommand(environment: Environment, now: Now): Command {
  return new Command('verify')
    .description(words.verify.description)
    .option('--quick', words.verify.quick)
    .action(({ quick }: { quick?: boolean }) =>
      onShop(existingShopAt(environment), async ({ db }) => {
        const violations = await verifyInvariants(db, now(), { deep: !quick });
        const seal = await firstBrokenSeal(db);
        for (const { invariant, where } of violations) console.error(`  ${invariant}  ${where}`);
        if (seal !== undefined) console.error(`  I12  ${words.verify.seal(seal)}`);
        const broken = violations.length + (seal === undefined ? 0 : 1);
        console.log(broken === 0 ? words.verify.holds : words.verify.broken(broken));
        process.exitCode = broken === 0 ? 0 : 1;
      }),
    );
}
