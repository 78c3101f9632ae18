import { type Actor, type Context, inTransaction } from './context.ts';

/**
 * Does `work` and takes all of it back: what it answers is exactly what it would come to now. For previews, so that no second
 * calculation can differ from the first.
 */
export async function rehearse<Who extends Actor, Result>(
  context: Context<Who>,
  work: (inside: Context<Who>) => Promise<Result>,
): Promise<Result> {
  const takenBack = new Error('taken back');
  const results: Result[] = [];
  await inTransaction(context, async (inside) => {
    results.push(await work(inside));
    throw takenBack;
  }).catch((error: unknown) => {
    if (error !== takenBack) throw error;
  });
  return results[0] as Result;
}
