/** A letter or a text message that the product sent to somebody's old contact. */
export type Letter = {
  id: number;
  kind: 'mail' | 'sms';
  from: string;
  to: string;
  subject: string;
  text: string;
  at: string;
  read: boolean;
};

/** What arrives; the box adds number, time and the unread mark. */
export type IncomingLetter = Omit<Letter, 'id' | 'at' | 'read'>;

/** The one visible post box of the sandbox, newest letter first. */
export type Mailbox = {
  deliver: (incoming: IncomingLetter) => Letter;
  letters: () => readonly Letter[];
  unread: () => number;
  markRead: () => void;
  onChange: (listener: () => void) => () => void;
};

/** Makes a post box with the letters of an earlier run in it; it keeps the newest `capacity`. */
export function createMailbox(options: {
  now: () => Date;
  capacity?: number;
  letters?: readonly Letter[] | undefined;
}): Mailbox {
  const { now, capacity = 200 } = options;
  const listeners = new Set<() => void>();
  let letters: readonly Letter[] = options.letters ?? [];
  let lastId = letters[0]?.id ?? 0;
  const replace = (next: readonly Letter[]) => {
    letters = next;
    for (const listener of listeners) listener();
  };

  return {
    deliver: (incoming) => {
      lastId += 1;
      const letter: Letter = { ...incoming, id: lastId, at: now().toISOString(), read: false };
      replace([letter, ...letters].slice(0, capacity));
      return letter;
    },
    letters: () => letters,
    unread: () => letters.filter((letter) => !letter.read).length,
    markRead: () => {
      if (letters.some((letter) => !letter.read)) replace(letters.map((letter) => ({ ...letter, read: true })));
    },
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
