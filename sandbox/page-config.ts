import { liffId, publicOrigin } from './addresses.ts';
import type { Cast } from './cast.ts';
import { storyOf } from './story.ts';

/** What the page must know before it draws: who plays, where links lead, and the people of its tour. */
export function pageConfig(cast: Cast, productPort: number) {
  return {
    shop: cast.shop,
    members: cast.line,
    staff: cast.slack,
    channels: cast.channels,
    publicOrigin,
    productPort,
    liffId,
    story: storyOf(cast),
  };
}
