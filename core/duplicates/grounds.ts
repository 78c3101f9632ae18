import type { Profile } from '../members/profile.ts';

/**
 * Why a machine may merge two accounts of which the matcher is sure. `proved`: one contact or LINE was proved by both. `recorded`: the shop itself wrote
 * down everything that speaks for it, on both sides. Anybody can type a stranger's name, phone and birthday, so what members merely say of
 * themselves is no ground: undefined.
 */
export type Grounds = 'proved' | 'recorded' | undefined;

/** The grounds on which two accounts could be merged by themselves. Pure. */
export function groundsOf(one: Profile, other: Profile, sameLine: boolean): Grounds {
  if (sameLine || sharesProved(one, other)) return 'proved';
  return isRecorded(one) && isRecorded(other) ? 'recorded' : undefined;
}

function sharesProved(one: Profile, other: Profile): boolean {
  return (['phone', 'mail'] as const).some((kind) => {
    const [mine, theirs] = [one[kind], other[kind]];
    const proved = mine?.known === 'proved' && theirs?.known === 'proved';
    return proved && mine.normalised !== '' && mine.normalised === theirs.normalised;
  });
}

function isRecorded(profile: Profile): boolean {
  const values = Object.values(profile);
  return values.length > 0 && values.every(({ known }) => known !== 'self');
}
