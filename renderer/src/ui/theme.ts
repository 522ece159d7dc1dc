import {
  Button,
  type CSSVariablesResolver,
  createTheme,
  Input,
  type MantineColorsTuple,
  Modal,
  Tooltip,
} from '@mantine/core';

const px = (value: number) => `${value / 16}rem`;

/** 7 is the accent by day, 5 its fill by night, 3 its text by night: see tokens.css. */
const slip: MantineColorsTuple = [
  '#eef3fe',
  '#dbe5fb',
  '#b4c8f8',
  '#82a9ff',
  '#5a85ee',
  '#3767de',
  '#2c5dd2',
  '#2456c8',
  '#1c469f',
  '#173a86',
];

export const theme = createTheme({
  primaryColor: 'slip',
  primaryShade: { light: 7, dark: 5 },
  colors: { slip },
  fontFamily: 'var(--font)',
  fontFamilyMonospace: 'var(--mono)',
  defaultRadius: 'sm',
  radius: { xs: px(3), sm: px(5), md: px(8) },
  spacing: { xs: px(4), sm: px(8), md: px(12), lg: px(16), xl: px(24) },
  fontSizes: { xs: px(11), sm: px(12), md: px(13), lg: px(14), xl: px(16) },
  lineHeights: { xs: px(16), sm: px(16), md: px(20), lg: px(20), xl: px(24) },
  focusRing: 'auto',
  cursorType: 'pointer',
  components: {
    Button: Button.extend({ defaultProps: { size: 'sm', variant: 'default' } }),
    Input: Input.extend({ defaultProps: { size: 'sm' } }),
    Modal: Modal.extend({ defaultProps: { shadow: 'none', transitionProps: { duration: 0 } } }),
    Tooltip: Tooltip.extend({ defaultProps: { openDelay: 400, transitionProps: { duration: 0 } } }),
  },
});

const everywhere = {
  '--mantine-color-body': 'var(--surface)',
  '--mantine-color-text': 'var(--text)',
  '--mantine-color-dimmed': 'var(--text-3)',
  '--mantine-color-placeholder': 'var(--text-3)',
  '--mantine-color-default': 'var(--raised)',
  '--mantine-color-default-hover': 'var(--hover)',
  '--mantine-color-default-color': 'var(--text)',
  '--mantine-color-default-border': 'var(--line-strong)',
  '--mantine-color-anchor': 'var(--accent)',
  '--mantine-color-error': 'var(--fail)',
};

export const variables: CSSVariablesResolver = () => ({ variables: {}, light: everywhere, dark: everywhere });
