import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'

// Where `npm run dev` finds the service. The built app is embedded in the service and needs no proxy.
const backend = process.env.HUIFANG_URL ?? 'http://127.0.0.1:8080'

export default defineConfig({
  plugins: [react()],
  server: {
    host: '127.0.0.1',
    proxy: { '/api': { target: backend, ws: true } },
  },
  build: {
    target: 'es2023',
    manifest: true, // read by scripts/budget.mjs
    chunkSizeWarningLimit: 1000, // budgets are checked, gzipped and per entry, by `npm run budget`
  },
  test: {
    environment: 'jsdom',
    include: ['src/**/*.test.{ts,tsx}'],
  },
})
