/** Types of `notices.mjs`. */
import type { Plugin } from 'vite'

export declare function renderNotices(licences: readonly { readonly title: string; readonly text: string }[]): string
export declare function collectPackages(folders: Set<string>): Plugin
export declare function thirdPartyNotices(folders?: Set<string>): Plugin
