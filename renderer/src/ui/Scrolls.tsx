import { createElement, type HTMLAttributes, type Ref } from 'react';

type Props = HTMLAttributes<HTMLElement> & {
  readonly as?: 'div' | 'pre' | 'section';
  readonly ref?: Ref<HTMLElement>;
};

/** What scrolls by itself: reached by Tab, so that the keyboard can scroll it too. */
export const Scrolls = ({ as = 'div', ...rest }: Props) => createElement(as, { tabIndex: 0, ...rest });
