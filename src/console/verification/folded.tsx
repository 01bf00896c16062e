import type { ComponentChildren } from 'preact';

/**
 * A part of a claim's page that can be folded away, with a word on what is in it. The target of links is inside, because
 * browsers open what is folded only around a target.
 */
export function Folded(props: {
  id: string;
  title: string;
  /** How much is there, or how far it is. */
  count?: string;
  open: boolean;
  children: ComponentChildren;
}) {
  return (
    <details class="card folded" open={props.open}>
      <summary>
        <h2>{props.title}</h2>
        {props.count !== undefined && <span class="soft small">{props.count}</span>}
      </summary>
      <div id={props.id}>{props.children}</div>
    </details>
  );
}
