import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const keysShape = z.object({
  productSecret: z.string().min(32),
  lineChannelSecret: z.string().min(32),
  lineAccessToken: z.string().min(32),
  slackSigningSecret: z.string().min(32),
  slackBotToken: z.string().min(32),
});
const memoryShape = z.object({ keys: keysShape, clockOffsetMs: z.number().min(0) });

/** The random secrets both sides of the sandbox sign with; the same after a restart, so old buttons keep working. */
export type SandboxKeys = z.infer<typeof keysShape>;

/** What the sandbox itself remembers between runs: its secrets and how far its clock was moved. */
export type SandboxMemory = z.infer<typeof memoryShape>;

const fileIn = (dataFolder: string) => join(dataFolder, 'sandbox.json');

/** Reads `sandbox.json` in the data folder, or writes a new one with fresh random secrets and an unmoved clock. */
export function recall(dataFolder: string): SandboxMemory {
  const known = memoryShape.safeParse(readJson(fileIn(dataFolder)));
  if (known.success) return known.data;
  const fresh: SandboxMemory = { keys: freshKeys(), clockOffsetMs: 0 };
  remember(dataFolder, fresh);
  return fresh;
}

/** Writes `sandbox.json`, readable by its owner only. */
export function remember(dataFolder: string, memory: SandboxMemory): void {
  mkdirSync(dataFolder, { recursive: true });
  writeFileSync(fileIn(dataFolder), `${JSON.stringify(memory, null, 2)}\n`, { mode: 0o600 });
}

/** Removes `sandbox.json`: the next `recall` starts with new secrets and the real time. */
export function forget(dataFolder: string): void {
  rmSync(fileIn(dataFolder), { force: true });
}

function freshKeys(): SandboxKeys {
  const secret = () => randomBytes(24).toString('hex');
  return {
    productSecret: secret(),
    lineChannelSecret: secret(),
    lineAccessToken: secret(),
    slackSigningSecret: secret(),
    slackBotToken: `xoxb-sandbox-${secret()}`,
  };
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null; // missing or half-written: start afresh
  }
}
