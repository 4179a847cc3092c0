// antd's tokens, kept in step with the colours of app.css. antd's own defaults fail WCAG AA in places.
import { theme, type ThemeConfig } from 'antd'

export function antdTheme(dark: boolean): ThemeConfig {
  return {
    algorithm: dark ? theme.darkAlgorithm : theme.defaultAlgorithm,
    token: {
      colorPrimary: '#0958d9',
      // antd lightens on hover, which takes white text below 4.5:1.
      colorPrimaryHover: '#0b4bb3',
      colorPrimaryActive: '#083d94',
      colorLink: dark ? '#7cb0ff' : '#0950c3',
      colorError: dark ? '#e5534b' : '#c4221a',
      ...(dark ? {} : { colorErrorHover: '#a81c15' }),
      colorBgContainer: dark ? '#171c23' : '#ffffff',
      colorBgElevated: dark ? '#1d232c' : '#ffffff',
      colorBgLayout: dark ? '#0e1217' : '#f3f5f8',
      colorBorder: dark ? '#56616f' : '#8c95a3',
      colorText: dark ? '#e8ecf2' : '#18202b',
      colorTextSecondary: dark ? '#b0bac8' : '#4c5666',
      colorTextPlaceholder: dark ? '#939eae' : '#667080',
      colorTextDescription: dark ? '#b0bac8' : '#4c5666',
      borderRadius: 6,
      controlHeight: 34,
      fontFamily: 'var(--font)',
      motion: !matchMedia('(prefers-reduced-motion: reduce)').matches,
    },
    // The hover colour above is for white text on it; a plain button has it as its text.
    components: { Button: { defaultHoverColor: dark ? '#7cb0ff' : '#0950c3', defaultHoverBorderColor: dark ? '#7cb0ff' : '#0950c3', defaultActiveColor: dark ? '#7cb0ff' : '#083d94', defaultActiveBorderColor: dark ? '#7cb0ff' : '#083d94' } },
  }
}
