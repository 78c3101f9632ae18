import type { Child } from 'hono/jsx';
import type { Complaint, Given } from '../../slack/elements.ts';
import type { Place } from '../../slack/interactions.ts';
import type { ShownUser } from '../../slack/view-model.ts';
import type { SlackWords } from '../../words/slack.ja.ts';

/** What was chosen or pressed, with the values of the inputs around it. */
export type Gesture = { blockId: string; choice?: unknown; given?: Given };

/** What a person can do on the screen; each reaches the stand-in and through it the app. */
export type SlackActions = {
  send: (channel: string, text: string, threadTs?: string) => Promise<void>;
  press: (place: Place, actionId: string, gesture: Gesture) => Promise<void>;
  submit: (viewId: string, values: Given) => Promise<Record<string, Complaint>>;
  close: (viewId: string) => Promise<void>;
  dismiss: (channel: string, ts: string) => Promise<void>;
  openThread: (ts: string | undefined) => void;
  followLink: (url: string) => void;
};

/** What every part of the screen needs, handed down whole. */
export type Desk = {
  words: SlackWords;
  lang: 'ja' | 'en';
  actions: SlackActions;
  /** The address a browser here can load for a picture's public address. */
  mapUrl: (url: string) => string;
  /** The address of an uploaded file's bytes. */
  fileUrl: (fileId: string) => string;
  appIcon: Child;
  appName: string;
  people: ShownUser[];
  userNamed: (id: string) => ShownUser | undefined;
  channelNamed: (id: string) => string | undefined;
};
