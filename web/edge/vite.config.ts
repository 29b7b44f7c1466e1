import { defineConfig } from 'vite';

export default defineConfig({
  base: './',
  publicDir: '../shared/public',
  build: { target: 'es2022', assetsInlineLimit: 0, modulePreload: { polyfill: false } },
});
