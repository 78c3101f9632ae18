import { Command } from 'commander';
import { firstBrokenSeal } from '../../core/seal.ts';
import { verifyInvariants } from '../../core/verify.ts';
import { migrate } from '../../db/migrate.ts';
import type { Environment } from '../config.ts';
import { operatorWords } from '../words/operator.ts';
import { onShop, operatorContext } from './shop-at.ts';

const words = operatorWords;

/** `migrate`: brings the schema to the newest version. */
export function migrateCommand(environment: Environment): Command {
  return new Command('migrate').description(words.migrate.description).action(() =>
    onShop(environment, async (shop) => {
      await migrate(shop);
      console.log(words.migrate.done(shop.kind));
    }),
  );
}

/** `seed`: the demo shop, into an empty database. */
export function seedCommand(environment: Environment): Command {
  return new Command('seed').description(words.seed.description).action(() =>
    onShop(environment, async (shop) => {
      await migrate(shop);
      const { loadDemo } = await import('../../core/demo/load.ts');
      console.log(words.seed.done(await loadDemo(operatorContext(shop, environment))));
    }),
  );
}

/** `verify`: checks every promise the data must keep, and says which one does not hold and where. */
export function verifyCommand(environment: Environment): Command {
  return new Command('verify')
    .description(words.verify.description)
    .option('--quick', words.verify.quick)
    .action(({ quick }: { quick?: boolean }) =>
      onShop(environment, async ({ db }) => {
        const violations = await verifyInvariants(db, new Date(), { deep: !quick });
        const seal = await firstBrokenSeal(db);
        for (const { invariant, where } of violations) console.error(`  ${invariant}  ${where}`);
        if (seal !== undefined) console.error(`  I12  ${words.verify.seal(seal)}`);
        const broken = violations.length + (seal === undefined ? 0 : 1);
        console.log(broken === 0 ? words.verify.holds : words.verify.broken(broken));
        process.exitCode = broken === 0 ? 0 : 1;
      }),
    );
}
