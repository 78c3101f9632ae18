// Runs before `npm start` and `npm test`, on Node 20 and up, before anything is installed: so nothing but Node itself here,
// and no TypeScript. It installs what is missing, finds a Node new enough for the rest, and builds the pages.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const oldest = [22, 18];
const windows = process.platform === 'win32';
const programs = join(root, 'node_modules', '.bin');

/** Pages that Vite builds; `index.html` in the folder is written by every build. */
const pages = [
  { name: 'liff', config: 'liff/page/vite.config.ts', sources: 'liff', built: 'dist/liff' },
  { name: 'counter', config: 'liff/counter/vite.config.ts', sources: 'liff', built: 'dist/counter' },
  { name: 'sandbox', config: 'sandbox/page/vite.config.ts', sources: 'sandbox', built: 'dist/sandbox' },
];

const mode = process.argv[2];
if (mode === 'patched') markPatched();
else getReady(mode === 'test');

function getReady(whole) {
  if (!installed(whole) || patchesThere() !== patchesWanted()) install(whole);
  usableNode();
  for (const page of pages) if (stale(page)) build(page);
}

function say(ja, en) {
  console.log(`結び: ${ja}  ·  ${en}`);
}

function stop(ja, en) {
  console.error(`\n結び: ${ja}\n${en}\n`);
  process.exit(1);
}

/** Whether node_modules has what package-lock.json asks for; npm leaves a list there of what it installed. */
function installed(whole) {
  const has = packages(join(root, 'node_modules', '.package-lock.json'));
  const wanted = packages(join(root, 'package-lock.json'));
  return Object.entries(wanted).every(([path, { version, dev, devOptional, optional, link }]) => {
    if (path === '' || link) return true;
    const there = has[path] && existsSync(join(root, path, 'package.json'));
    if (there) return has[path].version === version;
    // Made for another system, or for the tests only.
    return optional || (!whole && (dev || devOptional));
  });
}

/** The repairs of packages (`patches/`) by their texts, as they are wanted and as the last install left them. */
function patchesWanted() {
  return JSON.stringify(patchFiles().map((name) => [name, readFileSync(join(root, 'patches', name), 'utf8')]));
}

function patchesThere() {
  const there = join(root, 'node_modules', '.patches.json');
  return existsSync(there) ? readFileSync(there, 'utf8') : '[]';
}

/** Says that the packages are repaired as wanted; whoever installs with scripts has it said by `postinstall`. */
function markPatched() {
  writeFileSync(join(root, 'node_modules', '.patches.json'), patchesWanted());
}

function patchFiles() {
  const folder = join(root, 'patches');
  return existsSync(folder) ? readdirSync(folder).sort() : [];
}

/** Takes away what was repaired in another way, so that it is installed again as its makers left it. */
function removePatched() {
  for (const name of patchFiles())
    rmSync(join(root, 'node_modules', ...name.split('+').slice(0, -1)), { recursive: true, force: true });
}

function packages(path) {
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')).packages : {};
}

function install(whole) {
  const fresh = !existsSync(join(root, 'node_modules', '.package-lock.json'));
  say('必要な部品を入れています。1、2分かかります', 'installing packages, a minute or two');
  // Clean where there is nothing to lose; else only what is missing, since a server may be running on what is there.
  const words = fresh ? ['ci'] : ['install', '--no-save'];
  if (fresh && !whole) words.push('--omit=dev');
  words.push('--ignore-scripts', '--engine-strict=false', '--no-audit', '--no-fund', '--loglevel=error');
  const started = Date.now();
  if (patchesThere() !== patchesWanted()) removePatched();
  const { status } = npm(words);
  if (status !== 0) {
    const ja = 'npm が部品を入れられませんでした。ネットワークと、上の npm のことばをご確認ください。';
    stop(ja, 'npm could not install the packages. Please look at the network and at what npm says above.');
  }
  // What `postinstall` does for whoever installs with scripts: `patches/` repairs a package until its next version does.
  const patching = [join(root, 'node_modules', 'patch-package', 'index.js'), '--error-on-fail'];
  const patched = spawnSync(process.execPath, patching, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
  if (patched.status !== 0) stop('部品の修正を当てられませんでした。', 'A package could not be patched; see above.');
  markPatched();
  const seconds = Math.round((Date.now() - started) / 1000);
  say(`入りました（${seconds}秒）`, `installed in ${seconds} s`);
}

/** The npm that started us, by the Node that it runs on: the one in node_modules may be replaced meanwhile. */
function npm(words) {
  const options = { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] };
  const { npm_execpath: cli, npm_node_execpath: node = process.execPath } = process.env;
  if (cli?.endsWith('.js')) return spawnSync(node, [cli, ...words], options);
  return spawnSync('npm', words, { ...options, shell: windows });
}

/** Makes sure that the `node` which npm scripts will find is new enough, and runs on this machine. */
function usableNode() {
  if (newEnough(nodeOfScripts())) return;
  const packed = `node-${windows ? 'win' : process.platform}-${process.arch}`;
  if (existsSync(join(root, 'node_modules', packed))) {
    // npm 10 takes the link away again together with those of the Nodes for other systems.
    npm(['rebuild', packed, '--ignore-scripts', '--loglevel=error']);
    if (newEnough(nodeOfScripts())) return;
  }
  if (newEnough(process.versions.node)) {
    // The packed Node does not run here, for instance on Alpine: out of the way with it, the machine's own does.
    for (const name of ['node', 'node.cmd', 'node.ps1']) rmSync(join(programs, name), { force: true });
    if (newEnough(nodeOfScripts())) return;
  }
  const ja = `Node.js ${oldest.join('.')} 以上が必要です。いまは ${process.versions.node} です。https://nodejs.org から新しいものを入れて、もう一度お試しください。`;
  const en = `Node.js ${oldest.join('.')} or newer is needed; this is ${process.versions.node}. For ${process.platform} on ${process.arch} none comes with the packages: please install one from https://nodejs.org and try again.`;
  stop(ja, en);
}

function nodeOfScripts() {
  const { stdout } = runNode(['-p', 'process.versions.node'], { encoding: 'utf8' });
  return stdout?.trim() ?? '';
}

function newEnough(version) {
  const [major, minor] = version.split('.').map(Number);
  return major > oldest[0] || (major === oldest[0] && minor >= oldest[1]);
}

function runNode(words, options) {
  const env = { ...process.env, PATH: `${programs}${delimiter}${process.env.PATH}` };
  return spawnSync('node', words, { cwd: root, env, shell: windows, ...options });
}

function stale({ config, sources, built }) {
  if (!existsSync(join(root, config))) return false;
  const page = join(root, built, 'index.html');
  if (!existsSync(page)) return true;
  const age = statSync(page).mtimeMs;
  const files = readdirSync(join(root, sources), { recursive: true, withFileTypes: true }).filter((file) =>
    file.isFile(),
  );
  const paths = files.map((file) => join(file.parentPath ?? file.path, file.name));
  const packed = [join(root, 'package-lock.json'), join(root, 'node_modules', '.patches.json')].filter(existsSync);
  return [...packed, ...paths].some((path) => statSync(path).mtimeMs > age);
}

function build({ name, config }) {
  say(`画面を作っています（${name}）`, `building the ${name} pages`);
  const vite = join('node_modules', 'vite', 'bin', 'vite.js');
  const { status } = runNode([vite, 'build', '--config', config, '--logLevel', 'warn'], { stdio: 'inherit' });
  if (status !== 0) stop('画面を作れませんでした。', `The ${name} pages could not be built; the reason is above.`);
}
