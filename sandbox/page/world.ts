import type { LinkWorld } from './links.ts';
import type { Language } from './place.ts';

/** What `GET /config` tells the page once: who plays, and where the stand-ins and the product are. */
export type PageConfig = {
  shop: { name: string; nameEn: string };
  members: MemberOfCast[];
  staff: StaffOfCast[];
  channels: { id: string; name: string; storeCode: string | null }[];
  publicOrigin: string;
  productPort: number;
  liffId: string;
  story: Story;
};

/** Whom and what the tour is about; the shop writes to `writtenToId` within three days. */
export type Story = {
  memberId: string;
  staffId: string;
  channelId: string;
  newcomerId: string;
  writtenToId: string;
  oldName: string;
  oldMail: string;
};

export type MemberOfCast = {
  key: string;
  userId: string;
  displayName: string;
  nameEn: string;
  follows: boolean;
  note: Record<Language, string>;
};

export type StaffOfCast = {
  id: string;
  name: string;
  realName: string;
  nameEn: string;
  title: string;
  titleEn: string;
  storeCode: string;
};

/**
 * What the server tells again and again: time, post box, whether the product is open, how many messages the shop has
 * sent to each person in LINE, who is its friend there, how many messages stand in Slack, and how many of the tour's
 * steps have happened.
 */
export type Live = {
  now: string;
  unread: number;
  product: 'starting' | 'ready' | 'restarting' | 'stopped';
  line: Record<string, number>;
  friends: string[];
  slack: number;
  story: { done: number; request: string | null };
  /** Grows when what is drawn is old: for one person's chat, and for the Slack workspace. */
  changes: { line: Record<string, number>; slack: number };
};

/** Where links of this page's world lead, seen from the address this page itself was opened at. */
export function linkWorld(config: PageConfig, location: { protocol: string; hostname: string }): LinkWorld {
  return {
    publicOrigin: config.publicOrigin,
    productOrigin: `${location.protocol}//${location.hostname}:${config.productPort}`,
    liffId: config.liffId,
  };
}

/** The person a place names by id or by short name; the first of the cast when it names nobody. */
export function memberAt(config: PageConfig, named: string): MemberOfCast {
  const found = config.members.find((member) => member.userId === named || member.key === named) ?? config.members[0];
  if (!found) throw new Error('the cast has no members');
  return found;
}

/** The member of staff a place names by id or by short name; the one who decides in the tour when it names nobody. */
export function staffAt(config: PageConfig, named: string): StaffOfCast {
  const found = config.staff.find((person) => person.id === named || person.name === named) ?? deciderOf(config);
  if (!found) throw new Error('the cast has no staff');
  return found;
}

function deciderOf({ staff, story }: PageConfig): StaffOfCast | undefined {
  return staff.find((person) => person.id === story.staffId);
}
