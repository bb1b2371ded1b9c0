// Types of what Vite lets a module import: style sheets, assets.
/// <reference types="vite/client" />
