import iconv from 'iconv-lite';
import { describe, expect, test } from 'vitest';
import { type Encoding, encodingOf, textOf } from '../../../bot/commands/csv-file.ts';
import { fileOf } from './cli.ts';

const table = (separator: string) =>
  `${['会員番号,氏名,電話', '20480001,佐藤　花子,090-1111-2271', '20480002,髙橋 アン,'].join('\r\n').replaceAll(',', separator)}\r\n`;
const [commas, tabs] = [table(','), table('\t')];
const astral = `${commas}20480003,𠮷田 健,\r\n`;
const mark = '\uFEFF';

async function read(bytes: Buffer | string): Promise<[Encoding, string]> {
  const file = fileOf('members.csv', bytes);
  const encoding = await encodingOf(file);
  let text = '';
  for await (const piece of textOf(file, encoding)) text += piece;
  return [encoding, text];
}

describe('the encoding of a CSV file', () => {
  test.for([
    ['UTF-8', Buffer.from(astral), astral],
    ['UTF-8', Buffer.from(mark + astral), astral],
    ['UTF-16LE', iconv.encode(mark + tabs, 'utf-16le'), tabs],
    ['UTF-16LE', iconv.encode(mark + astral, 'utf-16le'), astral],
    ['UTF-16LE', iconv.encode(astral, 'utf-16le'), astral],
    ['UTF-16LE', iconv.encode('id,phone\r\n1,0901\r\n', 'utf-16le'), 'id,phone\r\n1,0901\r\n'],
    ['UTF-16BE', iconv.encode(mark + tabs, 'utf-16be'), tabs],
    ['UTF-16BE', iconv.encode(astral, 'utf-16be'), astral],
    ['Shift_JIS', iconv.encode(commas, 'cp932'), commas],
    ['Shift_JIS', iconv.encode('番号,ｼﾒｲ\r\n1,ｱｲｳｴ\r\n', 'cp932'), '番号,ｼﾒｲ\r\n1,ｱｲｳｴ\r\n'],
    ['EUC-JP', iconv.encode(commas, 'eucjp'), commas],
    ['UTF-8', Buffer.from('', 'utf8'), ''],
  ] as const)('%s is told by its bytes and read whole', async ([encoding, bytes, text]) => {
    expect(await read(bytes)).toEqual([encoding, text]);
  });

  test('is told also where a character lies across two pieces of the file', async () => {
    const long = `${mark}会員番号\t氏名\r\n${'20480001\t髙橋　健\r\n'.repeat(20_000)}`;
    for (const encoding of ['utf-16le', 'utf-16be', 'eucjp'] as const) {
      const text = encoding === 'eucjp' ? long.slice(1) : long;
      expect((await read(iconv.encode(text, encoding)))[1]).toBe(long.slice(1));
    }
  });

  test('of what reads as Shift_JIS and as EUC-JP is Shift_JIS', async () => {
    const halfWidth = iconv.encode('ｱｲ,ｳｴ\r\n', 'cp932');
    expect(iconv.decode(halfWidth, 'eucjp')).not.toContain('\uFFFD');
    expect(await read(halfWidth)).toEqual(['Shift_JIS', 'ｱｲ,ｳｴ\r\n']);
  });

  test('of a UTF-8 file that an old system filled up with zeros is UTF-8', async () => {
    const filled = `会員番号,氏名\r\n20480001,佐藤${'\0'.repeat(12)}\r\n`;
    expect(await read(Buffer.from(filled))).toEqual(['UTF-8', filled]);
  });

  test.for([
    ['a UTF-16 file that was cut off', iconv.encode(mark + tabs, 'utf-16le').subarray(0, -1)],
    ['half of a pair', Buffer.from('fffe42d84200', 'hex')],
    ['UTF-32', iconv.encode(commas, 'utf-32le', { addBOM: true })],
    ['a workbook', Buffer.from('504b0304140006000800000021ff81fd', 'hex')],
    ['a Shift_JIS file with a broken character', Buffer.concat([iconv.encode(commas, 'cp932'), Buffer.from([0x81])])],
  ] as const)('is none for %s', async ([, bytes]) => {
    await expect(read(bytes)).rejects.toMatchObject({ reason: 'bad_encoding' });
  });
});
