import { exportToken } from '../../core/exports/export.ts';
import type { MemberMessage } from '../../core/outbox.ts';
import type { Message } from '../line.ts';
import { bubble, flex, mainButton, text, title, toUri } from './flex.ts';
import { liffUrl } from './links.ts';
import { dayOf, type Scene } from './scene.ts';

type Leaving = Extract<MemberMessage, { template: 'erasure_waiting' | 'erasure_taken_back' | 'export_ready' }>;

/** What is said to somebody who leaves, or takes a copy of their data along. */
export function leavingMessages(scene: Scene, message: Leaving): Message[] {
  const { leaving } = scene.words;
  switch (message.template) {
    case 'erasure_waiting': {
      const said = leaving.waiting(message.tail, dayOf(scene, new Date(message.dueAt)));
      const link = toUri(leaving.open, liffUrl(scene.config, '/leave'));
      return [flex(said, bubble({ body: [text(said), text(leaving.waitingBack)], footer: [mainButton(link)] }))];
    }
    case 'erasure_taken_back':
      return [flex(leaving.takenBack, bubble({ body: [text(leaving.takenBack)] }))];
    case 'export_ready': {
      const { publicUrl, secret } = scene.config;
      const link = toUri(leaving.exportOpen, `${publicUrl}/export/${exportToken(secret, message.exportId)}`);
      const body = [title(leaving.page.title), text(leaving.exportReady)];
      return [flex(leaving.exportReady, bubble({ body, footer: [mainButton(link)] }))];
    }
  }
}
