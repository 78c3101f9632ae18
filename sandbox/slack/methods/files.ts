import { asItems, asNumber, asText } from '../fields.ts';
import { addMessage } from '../messages.ts';
import type { Item, StoredFile } from '../types.ts';
import { fileOnWire } from '../wire.ts';
import { changed, inBackground, mintId, type World } from '../world.ts';
import { channelNamed, done, type Method, refuse } from './method.ts';

/** Reserves a file and says where its bytes go. [PLATFORM 24] */
export const getUploadUrl: Method = {
  tier: 4,
  scope: 'files:write',
  run: (world, args) => {
    const name = asText(args.filename);
    const length = asNumber(args.length);
    if (!name) return refuse('invalid_arguments');
    if (!length || length < 1) return refuse('invalid_arguments');
    const id = mintId(world, 'F');
    world.state.files[id] = {
      id,
      name,
      title: name,
      altText: asText(args.alt_txt) ?? asText(args.alt_text) ?? '',
      length,
      mimetype: mimetypeOf(name),
      user: world.identity.botUserId,
      createdAt: Math.floor(world.now().getTime() / 1000),
      complete: false,
      channels: [],
    };
    return done({ upload_url: `${world.identity.apiOrigin()}/upload/v1/${id}`, file_id: id });
  },
};

/** Finishes uploads; sharing to a channel happens a moment later, as on Slack. [PLATFORM 24] */
export const completeUpload: Method = {
  tier: 4,
  scope: 'files:write',
  run: (world, args) => {
    const wanted = asItems(args.files);
    const files = wanted.map((one) => world.state.files[String(one.id)]);
    if (wanted.length === 0) return refuse('invalid_arguments');
    if (files.some((file) => !file?.base64)) return refuse('file_not_found');
    const channel = args.channel_id === undefined ? undefined : channelNamed(world, args.channel_id);
    if (args.channel_id !== undefined && !channel) return refuse('channel_not_found');
    const known = files.filter((file): file is StoredFile => file !== undefined);
    known.forEach((file, index) => {
      file.complete = true;
      file.title = asText(wanted[index]?.title) ?? file.title;
    });
    if (channel) inBackground(world, share(world, known, channel.id, args));
    changed(world);
    return done({ files: known.map((file) => fileOnWire(world, file.id)) });
  },
};

/** What is known of a file. */
export const info: Method = {
  tier: 4,
  scope: 'files:read',
  run: (world, args) => {
    const file = world.state.files[String(args.file)];
    return file?.base64 ? done({ file: fileOnWire(world, file.id) }) : refuse('file_not_found');
  },
};

/** Takes the bytes of a reserved file; false when nothing was reserved or the length is another. */
export function storeBytes(world: World, id: string, bytes: Uint8Array): boolean {
  const file = world.state.files[id];
  if (!file || file.length !== bytes.byteLength) return false;
  file.base64 = Buffer.from(bytes).toString('base64');
  changed(world);
  return true;
}

async function share(world: World, files: StoredFile[], channel: string, args: Item): Promise<void> {
  await new Promise((later) => setImmediate(later));
  for (const file of files) file.channels.push(channel);
  const threadTs = asText(args.thread_ts);
  addMessage(world, {
    text: asText(args.initial_comment) ?? '',
    channel,
    user: world.identity.botUserId,
    byApp: true,
    fileIds: files.map((file) => file.id),
    ...(threadTs ? { threadTs } : {}),
  });
}

function mimetypeOf(name: string): string {
  const ending = name.split('.').at(-1)?.toLowerCase() ?? '';
  const known: Record<string, string> = {
    png: 'image/png',
    jpg: 'image/jpeg',
    jpeg: 'image/jpeg',
    gif: 'image/gif',
    webp: 'image/webp',
    csv: 'text/csv',
    pdf: 'application/pdf',
  };
  return known[ending] ?? 'application/octet-stream';
}
