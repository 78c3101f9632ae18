import { createHash } from 'node:crypto';
import { mkdirSync, realpathSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** Another process has this data folder open; `owner` is its process id. */
export class FolderInUse extends Error {
  readonly folder: string;
  readonly owner: string;
  constructor(folder: string, owner: string) {
    super(
      `${folder} is open in process ${owner}. Stop that one, choose another folder with MUSUBI_DATA, or set DATABASE_URL so that both can share a PostgreSQL server.`,
    );
    this.folder = folder;
    this.owner = owner;
  }
}

/**
 * Takes the folder for this process and returns the way to give it back. The lock is a listening socket, which the system drops
 * when the process dies: a killed owner leaves nothing to clean by hand, and a reused process id deceives nobody.
 */
export async function lockFolder(folder: string): Promise<() => void> {
  mkdirSync(resolve(folder), { recursive: true });
  const real = realpathSync(resolve(folder));
  const address = addressOf(real);
  for (let attempt = 0; attempt < 3; attempt++) {
    const server = await listen(address);
    if (server) return () => server.close();
    const owner = await ownerAt(address);
    if (owner) throw new FolderInUse(real, owner);
    rmSync(address, { force: true });
  }
  throw new Error(`${real} could not be locked`);
}

/** Inside the data folder when the path is short enough for a socket: then two containers with one volume meet it as well. */
function addressOf(folder: string): string {
  const name = createHash('sha256').update(folder).digest('hex').slice(0, 16);
  if (process.platform === 'win32') return `\\\\.\\pipe\\musubi-${name}`;
  const inside = `${folder}.lock`;
  return Buffer.byteLength(inside) < 100 ? inside : join(tmpdir(), `musubi-${name}.lock`);
}

function listen(address: string) {
  return new Promise<ReturnType<typeof createServer> | undefined>((settle, fail) => {
    const server = createServer((socket) => socket.end(String(process.pid)));
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? settle(undefined) : fail(error),
    );
    server.listen(address, () => {
      server.unref();
      settle(server);
    });
  });
}

function ownerAt(address: string) {
  return new Promise<string>((settle) => {
    let said = '';
    const socket = connect(address);
    socket.on('data', (bytes) => (said += bytes));
    socket.on('end', () => settle(said));
    socket.on('error', () => settle(''));
  });
}
