import { liffId, publicOrigin } from './addresses.ts';
import type { Cast } from './cast.ts';

/** What the page must know before it draws: who plays, where links lead, and the people of its first-visit hint. */
export function pageConfig(cast: Cast, productPort: number) {
  const personOf = (key: string) => cast.line.find((person) => person.key === key)?.userId;
  const atKamakura = (one: { storeCode: string | null }) => one.storeCode === 'kamakura';
  return {
    shop: cast.shop,
    members: cast.line,
    staff: cast.slack,
    channels: cast.channels,
    publicOrigin,
    productPort,
    liffId,
    story: {
      memberId: personOf('yuko'),
      newcomerId: personOf('newcomer-mao'),
      writtenToId: personOf('haruka'),
      staffId: cast.slack.find(atKamakura)?.id,
      channelId: cast.channels.find(atKamakura)?.id,
    },
  };
}
