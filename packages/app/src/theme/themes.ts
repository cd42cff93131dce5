import {
  createBaseThemeOptions,
  createUnifiedTheme,
  palettes,
} from '@backstage/theme';

const navigation = {
  background: '#1b1838',
  indicator: '#b9a8ff',
  color: '#cfcbe4',
  selectedColor: '#ffffff',
  navItem: { hoverBackground: '#2d2856' },
  submenu: { background: '#2d2856' },
};

/** Backstage leaves 110 px for the words of the navigation and cuts "Public services"; the open drawer has room for more. */
const components = {
  BackstageSidebarItem: { styleOverrides: { label: { width: 132 } } },
};

/** Backstage's light theme with our accent. */
export const lightTheme = createUnifiedTheme({
  ...createBaseThemeOptions({
    palette: {
      ...palettes.light,
      primary: { main: '#5138b8' },
      link: '#5138b8',
      linkHover: '#33217c',
      navigation,
    },
  }),
  components,
});

/** Backstage's dark theme with our accent. */
export const darkTheme = createUnifiedTheme({
  ...createBaseThemeOptions({
    palette: {
      ...palettes.dark,
      primary: { main: '#b9a8ff', dark: '#a793fb' },
      link: '#b9a8ff',
      linkHover: '#d5caff',
      navigation,
    },
  }),
  components,
});
