import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { commandLine } from '../../../bot/program.ts';
import { operatorWords as words } from '../../../bot/words/operator.ts';
import { emptyFolder, musubi } from './cli.ts';

describe('the command line', () => {
  test.for([
    ['migrate', words.migrate.description],
    ['seed', words.seed.description],
    ['verify', '--quick'],
    ['import members', '--map'],
    ['duplicates', '--threshold'],
    ['backup', words.backup.file],
    ['restore', words.restore.file],
    ['move-to', words.moveTo.url],
    ['doctor', 'say what is missing'],
    ['setup', '--language'],
    ['retention', '--dry-run'],
    ['erasure', '--value'],
    ['export-member', '--out'],
    ['serve', '--port'],
  ] as const)('explains %s', async ([names, holds]) => {
    const words = names.split(' ');
    const program = await commandLine({}, () => new Date(0), words);
    const help = words.reduce(commandNamed, program).helpInformation();
    expect(help).toContain(`musubi ${names}`);
    expect(help.replace(/\s+/g, ' ')).toContain(holds);
  });

  test('lists its commands to somebody who asks for help', async () => {
    const { status, out } = await musubi(['--help'], { COLUMNS: '200' });
    expect(status).toBe(0);
    expect(out.replace(/\s+/g, ' ')).toContain('move-to <url>');
  });

  test('names every command to somebody who typed one that is none', async () => {
    const { status, err } = await musubi(['restor']);
    expect(status).toBe(1);
    expect(err).toContain('restore');
  });

  test.for([['verify'], ['move-to', 'postgres://localhost/x']])(
    '%s makes no shop where there is none, and says so in a sentence',
    async (command) => {
      const folder = join(emptyFolder(), 'shop');
      const { status, out, err } = await musubi(command, { MUSUBI_DATA: folder });
      expect(status).toBe(1);
      expect(`${out}${err}`).toContain(words.wrong.noShop(folder));
      expect(err).not.toContain('    at ');
      expect(existsSync(folder)).toBe(false);
    },
  );

  test('says what is wrong with an address, without the password in it', async () => {
    const address = 'postgres://shop:hush-hush@127.0.0.1:1/shop';
    const { status, out, err } = await musubi(['verify'], { DATABASE_URL: address });
    expect(status).toBe(1);
    expect(err).toContain(words.wrong.unreachable('ECONNREFUSED'));
    expect(`${out}${err}`).not.toContain('hush-hush');
    const odd = await musubi(['migrate'], { DATABASE_URL: 'mysql://localhost' });
    expect(odd.err).toBe('DATABASE_URL does not begin with postgres://.\n');
  });
});

function commandNamed(program: Command, name: string): Command {
  return program.commands.find((command) => command.name() === name)!;
}
