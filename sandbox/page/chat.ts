import { useEffect, useState } from 'hono/jsx/dom';
import type { ChatView } from '../line/control.ts';
import { post } from './live.ts';

const base = '_sandbox/line';

/** The chat of one person as the LINE stand-in has it; read again whenever `version` grows. */
export function useChat(userId: string, version: number): ChatView | null {
  const [chat, setChat] = useState<ChatView | null>(null);
  const [expired, setExpired] = useState(0);

  useEffect(() => {
    const stop = new AbortController();
    readChat(userId, stop.signal).then(setChat, () => {});
    return () => stop.abort();
  }, [userId, version, expired]);
  useEffect(() => {
    if (!chat?.loading) return;
    // Nobody tells when the three dots run out: the longest they may be asked for is a minute.
    const timer = setTimeout(() => setExpired((count) => count + 1), 5_000);
    return () => clearTimeout(timer);
  }, [chat]);

  return chat?.user.userId === userId ? chat : null;
}

async function readChat(userId: string, signal: AbortSignal): Promise<ChatView> {
  const answer = await fetch(`${base}/chats/${userId}`, { signal });
  return (await answer.json()) as ChatView;
}

/** What a person can do with the phone; every deed becomes a signed webhook. */
export function deedsOf(userId: string) {
  const user = `${base}/users/${userId}`;
  return {
    follow: () => post(`${user}/follow`),
    say: (text: string) => post(`${user}/say`, { text }),
    press: (messageId: string, action: unknown, picked?: unknown) =>
      post(`${user}/press`, { messageId, target: { action }, ...(picked ? { picked } : {}) }),
    richMenu: (area: number, picked?: unknown) => post(`${user}/rich-menu`, { area, ...(picked ? { picked } : {}) }),
    sendImage: (file: File) =>
      fetch(`${user}/image`, { method: 'POST', headers: { 'content-type': file.type }, body: file }),
    launch: async (uri: string): Promise<string | null> => {
      const answer = await post(`${user}/mini-app`, { uri });
      return answer.ok ? ((await answer.json()) as { url: string }).url : null;
    },
  };
}

/** Where the picture of a rich menu, or one the person sent, can be loaded. */
export const richMenuImage = (richMenuId: string) => `${base}/rich-menus/${richMenuId}/image`;
export const sentImage = (messageId: string) => `${base}/contents/${messageId}`;
