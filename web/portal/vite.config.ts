import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  plugins: [react()],
  base: './',
  publicDir: '../shared/public',
  build: {
    target: 'es2022',
    assetsInlineLimit: 0, // nothing as data: URL, so that a strict Content-Security-Policy holds
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 700, // ECharts and hls.js are chunks of their own, loaded after the first paint
  },
});
