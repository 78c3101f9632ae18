import { HTTPFetchError } from '@line/bot-sdk';
import { FolderInUse } from '../../db/lock.ts';
import { ConfigProblem } from '../config.ts';
import { errorFacts } from '../log.ts';
import { operatorWords } from '../words/operator.ts';

const words = operatorWords.wrong;

/** Something that is plainly said to whoever typed the command, and needs nothing else. */
export class Plainly extends Error {}

/**
 * What went wrong, for whoever typed the command. Never the message of a failed statement: it repeats the values it was given,
 * which are what people told us.
 */
export function sentencesOf(error: unknown): string[] {
  if (error instanceof ConfigProblem) return error.problems;
  if (error instanceof Plainly || error instanceof FolderInUse) return [error.message];
  if (error instanceof HTTPFetchError) return [words.line(error.status, error.statusText)];
  const cause = (error instanceof Error ? (error.cause ?? error) : error) as { code?: unknown; path?: unknown };
  const code = typeof cause?.code === 'string' ? cause.code : '';
  if (code === noSuchTable || code === noSuchSchema) return [words.notMigrated];
  if (code === noSuchDatabase) return [words.noDatabase];
  if (code.startsWith(notLetIn)) return [words.notLetIn];
  if (/^(ECONN|ENOTFOUND|ETIMEDOUT|EAI_|CONNECT|UND_ERR_CONNECT)/.test(code)) return [words.unreachable(code)];
  if (typeof cause?.path === 'string') return [words.file(cause.path, code)];
  return [words.bug, JSON.stringify(errorFacts(error))];
}

// Classes and codes of PostgreSQL, the same on the embedded database.
const noSuchTable = '42P01';
const noSuchSchema = '3F000';
const noSuchDatabase = '3D000';
const notLetIn = '28';
