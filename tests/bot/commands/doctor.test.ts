import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { promisify } from 'node:util';
import { describe, expect } from 'vitest';
import { credentialVariables } from '../../../bot/config.ts';
import cast from '../../../core/demo/cast.json' with { type: 'json' };
import { stores } from '../../../db/schema/shop.ts';
import { onServer } from '../../setup.ts';
import { openStandIns, type StandIns } from '../../stories/stand-ins.ts';
import { emptyFolder, musubi } from './cli.ts';

/** LINE and Slack as they stand behind the product; what LINE sends to the webhook is answered by `webhook`. */
const test = onServer.test
  // biome-ignore lint/correctness/noEmptyPattern: Vitest reads from this pattern what the fixture needs, here nothing.
  .extend('webhook', async ({}) => ({ status: 200 }))
  .extend('standIns', async ({ webhook }, { onCleanup }) => {
    const deliver = async () => new Response(null, webhook);
    const standIns = await openStandIns({ now: () => new Date('2026-11-21T05:00:00Z'), deliver });
    onCleanup(standIns.close);
    return standIns;
  });

function environmentOf({ environment }: StandIns, url: string | undefined) {
  return { ...environment, DATABASE_URL: url, MUSUBI_SECRET: 'a-secret-of-the-tests' };
}

/** What the doctor found, by what it is about. */
async function findings(environment: Record<string, string | undefined>) {
  const { status, out, err } = await musubi(['doctor'], environment);
  const lines = out.split('\n').flatMap((line) => {
    const [, mark, about = '', says = ''] = /^([●▢]) {2}(.{14})(.*)$/.exec(line) ?? [];
    return mark ? [{ ok: mark === '●', about: about.trim(), says }] : [];
  });
  return { status, out, err, lines, sick: lines.filter(({ ok }) => !ok).map(({ about, says }) => `${about}: ${says}`) };
}

/** An address where something has just ceased to listen. */
async function nobodyAt(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await promisify(server.close.bind(server))();
  return `http://127.0.0.1:${port}`;
}

describe('doctor', () => {
  test('with nothing configured names every variable that is missing, and what it is', async () => {
    const { status, out, lines } = await findings({ MUSUBI_DATA: `${emptyFolder()}/shop` });
    expect(status).toBe(1);
    for (const name of credentialVariables)
      expect(out).toMatch(new RegExp(`^▢ {2}configuration ${name} .+: .+\\.$`, 'm'));
    expect(lines.find(({ about }) => about === 'database')).toMatchObject({
      ok: false,
      says: expect.stringContaining('no shop'),
    });
  });

  test('of a shop that is set up finds everything in order', async ({ db, url, standIns }) => {
    await db.insert(stores).values({ code: 'hq', name: '本部', slackChannel: cast.channels[0]!.id });
    const environment = environmentOf(standIns, url);
    const setup = await musubi(['setup'], environment);
    expect(setup, setup.err).toMatchObject({
      status: 0,
      out: expect.stringContaining('LINE reaches https://fukuro.example/line/webhook'),
    });
    const { status, lines, sick } = await findings(environment);
    expect({ status, sick }).toEqual({ status: 0, sick: [] });
    expect(lines.map(({ about }) => about)).toEqual([
      ...['configuration', 'letters', 'database', 'Slack channel', 'LINE', 'LINE webhook', 'rich menu', 'Slack'],
    ]);
  });

  test('of a shop before its setup says what is missing and which command makes it', async ({ db, url, standIns }) => {
    await db.insert(stores).values({ code: 'hq', name: '本部', slackChannel: 'C0NOSUCH' });
    const { status, sick } = await findings(environmentOf(standIns, url));
    expect(status).toBe(1);
    expect(sick).toEqual([
      'Slack channel: Slack says channel_not_found',
      expect.stringMatching(/^LINE webhook: the webhook is .+ run `npm run musubi -- setup`/),
      'rich menu: there is none yet; run `npm run musubi -- setup`',
    ]);
  });

  test('says which key is refused, and prints no key', async ({ db, url, standIns }) => {
    await db.insert(stores).values({ code: 'hq', name: '本部', slackChannel: cast.channels[0]!.id });
    const wrong = { LINE_CHANNEL_ACCESS_TOKEN: 'line-token-of-another', SLACK_BOT_TOKEN: 'xoxb-of-another' };
    const { out, err, sick } = await findings({ ...environmentOf(standIns, url), ...wrong });
    expect(sick).toContainEqual(expect.stringMatching(/^LINE: LINE answered 401 .* LINE_CHANNEL_ACCESS_TOKEN/));
    expect(sick).toContain('Slack: Slack says invalid_auth');
    expect(`${out}${err}`).not.toMatch(/of-another|a-secret-of-the-tests/);
  });

  test('says when the token is of another workspace, and when nobody answers', async ({ url, standIns }) => {
    const other = { SLACK_TEAM_ID: 'T0OTHER', LINE_API_URL: await nobodyAt() };
    const { sick } = await findings({ ...environmentOf(standIns, url), ...other });
    expect(sick).toContainEqual(
      expect.stringMatching(/^Slack: the bot token belongs to T\w+, but SLACK_TEAM_ID says T0OTHER/),
    );
    expect(sick).toContain('LINE: Nobody answers at that address (ECONNREFUSED).');
  });
});

describe('setup', () => {
  test('again leaves one rich menu for each language, the newest, and the asked one as the default', async ({
    url,
    standIns,
  }) => {
    const environment = environmentOf(standIns, url);
    await musubi(['setup'], environment);
    const { status, out } = await musubi(['setup', '--language', 'en'], environment);
    expect(status).toBe(0);
    const { LINE_CHANNEL_ACCESS_TOKEN, LINE_API_URL } = standIns.environment;
    const headers = { authorization: `Bearer ${LINE_CHANNEL_ACCESS_TOKEN}` };
    const get = async (path: string) => (await fetch(`${LINE_API_URL}${path}`, { headers })).json();
    type Menus = { richmenus: { richMenuId: string; name: string }[] };
    const { richmenus } = (await get('/v2/bot/richmenu/list')) as Menus;
    const menus = Object.fromEntries(richmenus.map(({ name, richMenuId }) => [name, richMenuId]));
    expect(Object.keys(menus).sort()).toEqual(['musubi-en', 'musubi-ja']);
    expect(await get('/v2/bot/user/all/richmenu')).toEqual({ richMenuId: menus['musubi-en'] });
    for (const name of ['musubi-en', 'musubi-ja']) {
      expect(await get(`/v2/bot/richmenu/alias/${name}`)).toEqual({ richMenuAliasId: name, richMenuId: menus[name] });
      expect(out).toContain(menus[name]);
    }
  });

  test('says when LINE does not reach the server, and ends with 1', async ({ url, standIns, webhook }) => {
    webhook.status = 404;
    const { status, out } = await musubi(['setup'], environmentOf(standIns, url));
    expect(status).toBe(1);
    expect(out).toContain('LINE does not reach https://fukuro.example/line/webhook');
  });

  test('without credentials names what is missing, and knows two languages', async () => {
    const { status, err } = await musubi(['setup']);
    expect(status).toBe(1);
    for (const name of credentialVariables) expect(err).toContain(`${name} is missing`);
    expect((await musubi(['setup', '--language', 'fr'])).err).toContain('ja, en');
  });
});
