import { createHmac, timingSafeEqual } from 'node:crypto';
import { type NotMeSubject, notMeToken } from '../../core/merges/notMe.ts';
import type { Config } from '../config.ts';

/** A page of the mini-app, opened inside LINE. */
export function liffUrl({ line }: Config, path: string): string {
  return `https://liff.line.me/${line.liffId}${path}`;
}

/** A picture of ours, which LINE fetches for the member. */
export function mediaUrl({ publicUrl }: Config, name: string): string {
  return `${publicUrl}/media/${name}`;
}

/** The picture of goods: the shop's own photo where it has one, else the drawing that goes by their code. */
export function goodsUrl(config: Config, { code, picture }: { code: string; picture: string | null }): string {
  return picture?.startsWith('https://') ? picture : mediaUrl(config, `goods/${encodeURIComponent(code)}.png`);
}

/** The tracked link of a message. */
export function trackedUrl({ publicUrl }: Config, token: string): string {
  return `${publicUrl}/r/${token}`;
}

/** Where somebody says that a request or a merge was not theirs. */
export function notMeUrl({ publicUrl, secret }: Config, subject: NotMeSubject): string {
  return `${publicUrl}/not-me/${notMeToken(secret, subject)}`;
}

/** The picture of a member's barcode: only we can make an address for a number. */
export function barcodeUrl(config: Config, memberNumber: string): string {
  return mediaUrl(config, `barcode/${memberNumber}-${barcodeMac(config.secret, memberNumber)}.png`);
}

/** The member number that a barcode's file name stands for; undefined when we did not make the name. */
export function numberOfBarcode(secret: string, name: string): string | undefined {
  const [, number, mac] = /^(\d{8})-([\w-]{22})\.(?:png|svg)$/.exec(name) ?? [];
  if (!number || !mac) return undefined;
  const right = Buffer.from(barcodeMac(secret, number));
  return timingSafeEqual(right, Buffer.from(mac)) ? number : undefined;
}

function barcodeMac(secret: string, memberNumber: string): string {
  return createHmac('sha256', secret).update(`barcode:${memberNumber}`).digest().subarray(0, 16).toString('base64url');
}
