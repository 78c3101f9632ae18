import { describe, expect, test } from 'vitest';
import { failureOf, startLine } from './line.ts';

/** The head of a PNG of the given size; enough for whoever reads only that. */
function png(width: number, height: number, bytes = 40): Uint8Array<ArrayBuffer> {
  const view = new DataView(new ArrayBuffer(bytes));
  view.setUint32(0, 0x89504e47);
  view.setUint32(16, width);
  view.setUint32(20, height);
  return new Uint8Array(view.buffer);
}

function jpeg(width: number, height: number): Uint8Array<ArrayBuffer> {
  const head = [0xff, 0xd8, 0xff, 0xe0, 0, 4, 0, 0, 0xff, 0xc0, 0, 17, 8];
  return new Uint8Array([...head, height >> 8, height & 255, width >> 8, width & 255, 3, 0, 0, 0]);
}

const blob = (bytes: Uint8Array<ArrayBuffer>, type = 'image/png') => new Blob([bytes], { type });
const menu = (label = 'ポイント') => ({
  size: { width: 1200, height: 810 },
  selected: true,
  name: '本日',
  chatBarText: 'メニュー',
  areas: [
    {
      bounds: { x: 0, y: 0, width: 600, height: 810 },
      action: { type: 'postback' as const, label, data: `menu:${label}`, displayText: label },
    },
    {
      bounds: { x: 600, y: 0, width: 600, height: 810 },
      action: { type: 'richmenuswitch' as const, richMenuAliasId: 'second', data: 'to-second' },
    },
  ],
});

async function withMenu(label?: string) {
  const started = await startLine();
  const { richMenuId } = await started.client.createRichMenu(menu(label));
  return { ...started, richMenuId };
}

describe('rich menus', () => {
  test('a menu is shown to all once it has a picture and is the default', async () => {
    const { line, client, friend, richMenuId } = await withMenu();
    const userId = await friend();
    expect((await failureOf(client.setDefaultRichMenu(richMenuId))).body).toEqual({
      message: 'must upload richmenu image before applying it to user',
    });
    await client.setRichMenuImage(richMenuId, blob(png(1200, 810)));
    await client.setDefaultRichMenu(richMenuId);
    expect(line.chatOf(userId).richMenu).toMatchObject({ richMenuId, chatBarText: 'メニュー' });
    expect(await client.getDefaultRichMenuId()).toEqual({ richMenuId });
    await client.cancelDefaultRichMenu();
    expect(line.chatOf(userId).richMenu).toBeUndefined();
  });

  test("a person's own menu stands before the default", async () => {
    const { line, client, friend, richMenuId } = await withMenu();
    const userId = await friend();
    const own = await client.createRichMenu(menu('会員証'));
    for (const id of [richMenuId, own.richMenuId]) await client.setRichMenuImage(id, blob(png(1200, 810)));
    await client.setDefaultRichMenu(richMenuId);
    await client.linkRichMenuIdToUser(userId, own.richMenuId);
    expect(line.chatOf(userId).richMenu?.richMenuId).toBe(own.richMenuId);
    expect(await client.getRichMenuIdOfUser(userId)).toEqual({ richMenuId: own.richMenuId });
    await client.unlinkRichMenuIdFromUser(userId);
    expect(line.chatOf(userId).richMenu?.richMenuId).toBe(richMenuId);
    expect((await failureOf(client.getRichMenuIdOfUser(userId))).status).toBe(404);
  });

  test('tapping an area sends what stands behind it', async () => {
    const { line, client, friend, received, richMenuId } = await withMenu();
    const userId = await friend();
    await client.setRichMenuImage(richMenuId, blob(png(1200, 810)));
    await client.setDefaultRichMenu(richMenuId);
    await line.tapRichMenu(userId, 'ポイント');
    expect(received[0]!.events[0]).toMatchObject({ type: 'postback', postback: { data: 'menu:ポイント' } });
    expect(line.chatOf(userId).messages[0]!.body).toEqual({ type: 'text', text: 'ポイント' });
    await expect(line.tapRichMenu(userId, 5)).rejects.toThrow('No such area');
  });

  test('switching menus works by alias and tells how it went', async () => {
    const { line, client, friend, received, richMenuId } = await withMenu();
    const userId = await friend();
    const second = await client.createRichMenu(menu('二枚目'));
    for (const id of [richMenuId, second.richMenuId]) await client.setRichMenuImage(id, blob(png(1200, 810)));
    await client.setDefaultRichMenu(richMenuId);
    await line.tapRichMenu(userId, 1);
    expect(received[0]!.events[0]!.postback).toEqual({
      data: 'to-second',
      params: { status: 'RICHMENU_ALIAS_ID_NOTFOUND' },
    });
    await client.createRichMenuAlias({ richMenuAliasId: 'second', richMenuId: second.richMenuId });
    await line.tapRichMenu(userId, 1);
    expect(received[1]!.events[0]!.postback).toEqual({
      data: 'to-second',
      params: { newRichMenuAliasId: 'second', status: 'SUCCESS' },
    });
    expect(line.chatOf(userId).richMenu?.richMenuId).toBe(second.richMenuId);
  });

  test('aliases are made, listed, changed and deleted, each name once', async () => {
    const { client, richMenuId } = await withMenu();
    const other = await client.createRichMenu(menu());
    const alias = { richMenuAliasId: 'first', richMenuId };
    await client.createRichMenuAlias(alias);
    expect((await failureOf(client.createRichMenuAlias(alias))).body).toEqual({
      message: 'conflict richmenu alias id',
    });
    await client.updateRichMenuAlias('first', { richMenuId: other.richMenuId });
    expect(await client.getRichMenuAlias('first')).toEqual({ richMenuAliasId: 'first', richMenuId: other.richMenuId });
    await client.deleteRichMenuAlias('first');
    expect(await client.getRichMenuAliasList()).toEqual({ aliases: [] });
    expect((await failureOf(client.getRichMenuAlias('first'))).status).toBe(404);
  });

  test('a deleted menu is gone for everybody', async () => {
    const { line, client, friend, richMenuId } = await withMenu();
    const userId = await friend();
    await client.setRichMenuImage(richMenuId, blob(png(1200, 810)));
    await client.setDefaultRichMenu(richMenuId);
    await client.deleteRichMenu(richMenuId);
    expect(line.chatOf(userId).richMenu).toBeUndefined();
    expect(await client.getRichMenuList()).toEqual({ richmenus: [] });
    expect((await failureOf(client.getRichMenu(richMenuId))).status).toBe(404);
  });

  test('a list of people gets or loses a menu in one call', async () => {
    const { line, client, friend, richMenuId } = await withMenu();
    const userIds = [await friend('一'), await friend('二')];
    await client.setRichMenuImage(richMenuId, blob(png(1200, 810)));
    await client.linkRichMenuIdToUsers({ richMenuId, userIds });
    expect(userIds.map((userId) => line.chatOf(userId).richMenu?.richMenuId)).toEqual([richMenuId, richMenuId]);
    await client.unlinkRichMenuIdFromUsers({ userIds });
    expect(userIds.map((userId) => line.chatOf(userId).richMenu)).toEqual([undefined, undefined]);
  });

  test.each([
    ['too narrow', png(799, 500)],
    ['too wide', png(2501, 1000)],
    ['too low', png(800, 249)],
    ['too square', png(1200, 828)],
    ['too heavy', png(1200, 810, 1024 * 1024 + 1)],
    ['no picture', new Uint8Array([1, 2, 3])],
  ])('a picture that is %s is refused', async (_, bytes) => {
    const { client, richMenuId } = await withMenu();
    const failure = await client
      .setRichMenuImage(richMenuId, blob(bytes))
      .catch((error: { status: number; body: string }) => error);
    expect(failure).toMatchObject({ status: 400, body: '{"message":"The image size is not allowed for richmenu"}' });
  });

  test('a picture is set once, PNG or JPEG', async () => {
    const { client, richMenuId } = await withMenu();
    await expect(client.setRichMenuImage(richMenuId, blob(png(1200, 810), 'image/gif'))).rejects.toMatchObject({
      status: 415,
    });
    await client.setRichMenuImage(richMenuId, blob(jpeg(1200, 810), 'image/jpeg'));
    await expect(client.setRichMenuImage(richMenuId, blob(png(1200, 810)))).rejects.toMatchObject({ status: 400 });
  });

  test('a faulty menu is refused by validate and by create alike', async () => {
    const { client } = await startLine();
    const faulty = { ...menu(), chatBarText: 'とても長いメニューの名前です' + 'あ' };
    const validated = await failureOf(client.validateRichMenuObject(faulty));
    const created = await failureOf(client.createRichMenu(faulty));
    expect(validated.body).toEqual(created.body);
    await client.validateRichMenuObject(menu());
  });
});
