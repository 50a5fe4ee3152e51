import { svelte } from '@sveltejs/vite-plugin-svelte';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

// A page, an entry: a resident's tracking page must not load the map.
export default defineConfig({
  plugins: [svelte()],
  resolve: { alias: { '@catalogue': here('../catalogue') } },
  build: {
    outDir: here('../dist'),
    // dist/.keep is under version control: it lets the server build before the front end.
    emptyOutDir: false,
    target: 'es2022',
    // The content security policy forbids inline scripts and data: scripts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1300,
    rollupOptions: {
      input: { index: here('index.html'), circle: here('circle.html'), courier: here('courier.html'), desk: here('desk.html'), help: here('help.html'), merchant: here('merchant.html'), track: here('track.html') },
    },
  },
  test: { include: ['src/**/*.test.ts'], environment: 'node' },
});
