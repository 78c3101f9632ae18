import { z } from 'zod';

const ids = { api_app_id: z.string() };
const user = z.looseObject({ id: z.string() });
const team = z.looseObject({ id: z.string() });

/** The kinds of request that Slack sends us, as far as somebody before Bolt must be able to rely on them. */
const payloadShape = z.union([
  z.looseObject({ type: z.literal('url_verification'), challenge: z.string() }),
  z.looseObject({
    ...ids,
    type: z.literal('event_callback'),
    team_id: z.string(),
    event_id: z.string().min(1),
    event: z.looseObject({ type: z.string() }),
  }),
  z.looseObject({
    ...ids,
    type: z.literal('block_actions'),
    team,
    user,
    trigger_id: z.string(),
    actions: z.array(z.looseObject({ type: z.string(), action_id: z.string() })).min(1),
  }),
  z.looseObject({
    ...ids,
    type: z.enum(['view_submission', 'view_closed']),
    team,
    user,
    view: z.looseObject({
      id: z.string(),
      callback_id: z.string(),
      state: z.looseObject({ values: z.looseObject({}) }),
    }),
  }),
  z.looseObject({
    ...ids,
    type: z.undefined().optional(),
    team_id: z.string(),
    user_id: z.string(),
    command: z.string(),
    text: z.string(),
    trigger_id: z.string(),
    response_url: z.string(),
  }),
]);

export type Payload = z.infer<typeof payloadShape>;

/** The payload of a form (its `payload` field, or a command's fields) or of JSON; undefined when it is none that we know. */
export function readPayload(raw: string, isForm: boolean): Payload | undefined {
  const form = isForm ? Object.fromEntries(new URLSearchParams(raw)) : undefined;
  const value = form && form.payload === undefined ? form : parsed(form?.payload ?? raw);
  const read = payloadShape.safeParse(value);
  return read.success ? read.data : undefined;
}

/** Whether a payload is of this app in this workspace. */
export function isOf(payload: Payload, appId: string, teamId: string): boolean {
  if (payload.type === 'url_verification') return true;
  const team = 'team' in payload && payload.team ? (payload.team as { id: string }).id : payload.team_id;
  return payload.api_app_id === appId && team === teamId;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
