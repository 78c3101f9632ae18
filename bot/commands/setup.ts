import { LineBotClient } from '@line/bot-sdk';
import { Command, Option } from 'commander';
import { type Environment, readConfig } from '../config.ts';
import { filesOfNode } from '../media/files.ts';
import { createPictures } from '../media/pictures.ts';
import { richMenu, richMenuPicture } from '../media/rich-menu.ts';
import { operatorWords } from '../words/operator.ts';
import { wordsIn } from '../words/words.ts';

const words = operatorWords.setup;
const pictureWidthPx = 2500;

/** `setup`: makes the rich menu and the webhook setting of the LINE account. Run again, it replaces what it made. */
export function setupCommand(environment: Environment): Command {
  return new Command('setup')
    .description(words.description)
    .addOption(new Option('--language <language>', words.language).choices(['ja', 'en']).default('ja'))
    .action(({ language }: { language: 'ja' | 'en' }) => setUp(environment, language));
}

async function setUp(environment: Environment, language: 'ja' | 'en'): Promise<void> {
  const { line, publicUrl } = readConfig(environment);
  const client = LineBotClient.fromChannelAccessToken({
    channelAccessToken: line.channelAccessToken,
    apiBaseURL: line.apiUrl,
    dataApiBaseURL: line.dataApiUrl,
  });
  const menu = richMenu(wordsIn(language));
  const { richmenus: before } = await client.getRichMenuList();
  const { richMenuId } = await client.createRichMenu(menu);
  const picture = await createPictures(filesOfNode).png(
    'rich-menu',
    () => richMenuPicture(wordsIn(language)),
    pictureWidthPx,
  );
  await client.setRichMenuImage(richMenuId, new Blob([picture], { type: 'image/png' }));
  await client.setDefaultRichMenu(richMenuId);
  for (const old of before.filter(({ name }) => name === menu.name)) await client.deleteRichMenu(old.richMenuId);
  console.log(words.richMenu(richMenuId, picture.length));

  const endpoint = `${publicUrl}/line/webhook`;
  await client.setWebhookEndpoint({ endpoint });
  const { success, reason } = await client.testWebhookEndpoint({ endpoint });
  console.log(success ? words.webhook(endpoint) : words.webhookSilent(endpoint, reason));
  process.exitCode = success ? 0 : 1;
}
