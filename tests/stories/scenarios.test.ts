import { describe, expect } from 'vitest';
import cast from '../../core/demo/cast.json' with { type: 'json' };
import { databases } from '../setup.ts';
import { openStory } from './house.ts';

const userOf = (key: string) => cast.line.find((person) => person.key === key)!.userId;
const halfYear = 184;

describe.each(databases)('the three scenarios, on $name', ({ test }) => {
  test('arrive in the chat when the clock moves: the story after a look, thanks and care, and half a year on', async ({
    db,
  }) => {
    const story = await openStory(db);
    const curious = cast.line.find(
      ({ follows, member, key }) => follows && member && !['yuko', 'haruka'].includes(key),
    )!.userId;
    await story.settled();

    const app = await story.miniApp(curious);
    const viewId = crypto.randomUUID();
    expect((await app.post('/recommend/products/kumo-mattress/view', { viewId })).body).toEqual({ fresh: true });
    expect((await app.post('/recommend/products/kumo-mattress/view', { viewId })).body).toEqual({ fresh: false });
    await story.settled();
    expect(story.heard(curious)).not.toContain('生まれた話');
    await story.forward({ days: 1 });
    expect(story.heard(curious)).toContain('生まれた話');
    expect(story.heard(userOf('haruka'))).toContain('お手入れ');
    const told = story.heard(curious).length;
    await story.forward({ days: 1 });
    expect(story.heard(curious).length, 'nothing is said twice').toBe(told);

    await story.forward({ days: halfYear });
    expect(story.heard(userOf('yuko'))).toContain('お困り');
    expect(story.failures).toEqual([]);
    await story.close();
  });
});

describe.each(databases)('proposals in the chat, on $name', ({ test }) => {
  test('おすすめ answers with goods the member does not have and a reason counted from the books', async ({ db }) => {
    const story = await openStory(db);
    await story.line.say(userOf('yuko'), 'おすすめ');
    await story.settled();
    expect(story.heard(userOf('yuko'))).toMatch(/人のうち、?\d+人|店の者|組み合わせ/);
    await story.close();
  });
});
