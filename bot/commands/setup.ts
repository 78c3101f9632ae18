import { LineBotClient } from '@line/bot-sdk';
import { Command, Option } from 'commander';
import { type Environment, readConfig } from '../config.ts';
import { menuAlias } from '../line.ts';
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
  const { richmenus: before } = await client.getRichMenuList();
  const other = await makeMenu(client, language === 'ja' ? 'en' : 'ja');
  const usual = await makeMenu(client, language);
  await client.setDefaultRichMenu(usual.richMenuId);
  for (const old of before.filter(({ name }) => isOurs(name))) await client.deleteRichMenu(old.richMenuId);
  console.log(words.richMenu(usual.richMenuId, usual.bytes));
  console.log(words.otherMenu(other.richMenuId, other.bytes));

  const endpoint = `${publicUrl}/line/webhook`;
  await client.setWebhookEndpoint({ endpoint });
  const { success, reason } = await client.testWebhookEndpoint({ endpoint });
  console.log(success ? words.webhook(endpoint) : words.webhookSilent(endpoint, reason));
  process.exitCode = success ? 0 : 1;
}

/** `musubi` was the name while there was one menu for everybody. */
function isOurs(name: string): boolean {
  return name === 'musubi' || name === menuAlias('ja') || name === menuAlias('en');
}

/** Makes the menu of a language and points its alias at it: by that the server finds it. */
async function makeMenu(client: LineBotClient, language: 'ja' | 'en'): Promise<{ richMenuId: string; bytes: number }> {
  const { richMenuId } = await client.createRichMenu(richMenu(wordsIn(language)));
  const svg = () => richMenuPicture(wordsIn(language));
  const picture = await createPictures(filesOfNode).png(`rich-menu-${language}`, svg, pictureWidthPx);
  await client.setRichMenuImage(richMenuId, new Blob([picture], { type: 'image/png' }));
  const richMenuAliasId = menuAlias(language);
  const { aliases } = await client.getRichMenuAliasList();
  if (aliases.some((alias) => alias.richMenuAliasId === richMenuAliasId))
    await client.updateRichMenuAlias(richMenuAliasId, { richMenuId });
  else await client.createRichMenuAlias({ richMenuAliasId, richMenuId });
  return { richMenuId, bytes: picture.length };
}
