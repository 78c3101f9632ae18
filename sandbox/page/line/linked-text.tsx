import type { Child } from 'hono/jsx';

const link = /(https?:\/\/[\x21-\x7e]+|tel:[+0-9-]+)/g;

/** A text whose web addresses can be tapped; everything else stays plain text. */
export function LinkedText(props: { text: string; onLink: (url: string) => void }): Child {
  return props.text.split(link).map((part, index) =>
    index % 2 === 0 ? (
      part
    ) : (
      <a
        href={part}
        onClick={(event: Event) => {
          event.preventDefault();
          props.onLink(part);
        }}
      >
        {part}
      </a>
    ),
  );
}
