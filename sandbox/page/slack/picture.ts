import { isItem } from '../../slack/fields.ts';

/** The id of the uploaded file a `slack_file` object points to, by id or by its private address. */
export function slackFileIdOf(slackFile: unknown): string | undefined {
  if (!isItem(slackFile)) return undefined;
  if (typeof slackFile.id === 'string') return slackFile.id;
  return typeof slackFile.url === 'string' ? /\/files-pri\/[^/]+-(F[0-9A-Z]+)\//.exec(slackFile.url)?.[1] : undefined;
}
