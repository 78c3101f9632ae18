import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newPage, openBrowser } from '../../chromium.ts';
import { serveScreen } from './screen/serve.ts';

let folder: string;
let browser: Browser;
let site: Awaited<ReturnType<typeof serveScreen>>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slack-screen-'));
  [site, browser] = await Promise.all([serveScreen(folder), openBrowser()]);
});

afterAll(async () => {
  await browser?.close();
  site?.close();
  await rm(folder, { recursive: true, force: true });
});

async function screen(query = '', width = 980, run: (page: Page) => Promise<void> = async () => {}) {
  const page = await newPage(browser, { width, height: 844 });
  await page.goto(`${site.url}/${query}`);
  await page.waitForSelector('.sl-main');
  await run(page);
  await page.context().close();
}

/** The last card that still asks for a decision. */
const decision = (page: Page) => page.locator('article:has-text("ご依頼 M-142")').last();

describe('what a person does on the screen reaches the app and comes back', () => {
  test('a refusal is shown to the presser only and can be waved away', async () => {
    await screen('', 980, async (page) => {
      await decision(page).getByRole('button', { name: '却下する' }).click();
      const refusal = page.locator('.sl-only-you', { hasText: '本部' });
      await refusal.waitFor();
      expect(site.slack.ephemeralFor('U2')).toEqual([]);
      await refusal.getByRole('button', { name: '消す' }).click();
      await refusal.waitFor({ state: 'detached' });
    });
  });

  test('the slash command is completed and sent by Enter, and its modal keeps what was typed when it is refused', async () => {
    await screen('', 980, async (page) => {
      const field = page.locator('.sl-composer textarea');
      await field.pressSequentially('/mu');
      await field.press('Enter');
      expect(await field.inputValue()).toBe('/musubi ');
      await field.press('Enter');
      const modal = page.getByRole('dialog');
      await modal.getByRole('button', { name: '元に戻す' }).click();
      await modal.getByText('この欄をご記入ください。').waitFor();
      await modal.getByRole('combobox', { name: '理由' }).selectOption('other');
      await modal.getByRole('textbox', { name: '申し送り' }).fill('別人');
      await modal.getByRole('button', { name: '元に戻す' }).click();
      await modal.getByText('もう少し詳しくお書きください。').waitFor();
      expect(await modal.getByRole('textbox', { name: '申し送り' }).inputValue()).toBe('別人');
      await modal.getByRole('textbox', { name: '申し送り' }).fill('別の方でした。');
      await modal.getByRole('button', { name: '元に戻す' }).click();
      await modal.waitFor({ state: 'detached' });
    });
    const submitted = site.slack.deliveries().filter((one) => one.kind === 'view_submission');
    const payload = JSON.parse(new URLSearchParams(submitted.at(-1)?.body).get('payload') ?? '{}');
    expect(payload.view.state.values).toMatchObject({
      uncovered: { choice: { selected_option: { value: 'shop' } } },
      reason: { why: { selected_option: { value: 'other' } } },
      note: { text: { value: '別の方でした。' } },
      day: { day: { selected_date: '2026-12-05' } },
    });
  });

  test('Escape closes a modal and the focus returns to where it was', async () => {
    await screen('', 980, async (page) => {
      const detail = decision(page).getByRole('button', { name: '詳細' });
      await detail.click();
      await page.getByRole('dialog').waitFor();
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe('詳細');
    });
  });

  test('a decision asks first and then redraws the card on the screen of everybody', async () => {
    await screen('?user=U2', 980, async (other) => {
      await screen('', 980, async (page) => {
        const before = site.slack.deliveries().length;
        await decision(page).getByRole('button', { name: '承認する' }).click();
        await page.getByRole('alertdialog').getByRole('button', { name: 'やめる' }).click();
        expect(site.slack.deliveries()).toHaveLength(before);
        await decision(page).getByRole('button', { name: '承認する' }).click();
        await page.getByRole('alertdialog').getByRole('button', { name: '承認する' }).click();
        await other.getByText('M-142 承認済み').waitFor();
        expect(await other.getByRole('button', { name: '承認する' }).count()).toBe(0);
      });
    });
  });
});

describe('what the app writes cannot become anything but text', () => {
  const hostile = [
    '<script>document.title="taken"</script>',
    '<img src=x onerror=alert(1)>',
    '<javascript:alert(1)|お得なお知らせ>',
    '&lt;!channel&gt; &lt;@U2&gt;',
  ].join('\n');

  test('tags, scripts and escaped mentions in every kind of text', async () => {
    const plain = (text: string) => ({ type: 'plain_text', text });
    await site.client.apiCall('chat.postMessage', {
      channel: 'C9',
      text: 'x',
      blocks: [
        { type: 'header', text: plain(hostile) },
        { type: 'section', text: { type: 'mrkdwn', text: hostile }, fields: [plain(hostile)] },
        { type: 'table', rows: [[{ type: 'raw_text', text: hostile }], [{ type: 'raw_text', text: hostile }]] },
        { type: 'actions', elements: [{ type: 'button', action_id: 'x', text: plain('<b>押す</b>') }] },
      ],
    });
    await screen('?channel=C9', 980, async (page) => {
      const message = page.locator('article').last();
      await message.getByRole('button', { name: '<b>押す</b>' }).waitFor();
      expect(await message.locator('script, img, a, .sl-mention').count()).toBe(0);
      expect(await page.title()).toBe('Slack');
      expect(await message.textContent()).toContain('<!channel> <@U2>');
    });
  });

  test('a link goes through the sandbox, which decides where it leads', async () => {
    await screen('', 980, async (page) => {
      await page.getByRole('link', { name: '一覧を見る' }).click();
      expect(await page.evaluate(() => document.body.dataset.followed)).toBe('https://fukuro.example/list');
    });
  });
});

describe('as narrow as a phone', () => {
  test.each([390, 320])('nothing is wider than %i px, and the folded sidebar leads everywhere', async (width) => {
    await screen('', width, async (page) => {
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
      await page.locator('.sl-fold').click();
      await page.getByRole('button', { name: '結び' }).last().click();
      await page.getByRole('button', { name: '会員をさがす' }).waitFor();
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    });
  });
});
