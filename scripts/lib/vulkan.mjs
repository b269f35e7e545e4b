// @ts-check
/**
 * What WebGPU in Node needs around it: a Vulkan driver, which VK_ICD_FILENAMES may name, and the library that loads
 * drivers. That library is not on every system; Chromium brings a copy beside its software driver.
 */
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import path from 'node:path';

/**
 * The loading libraries that lie beside the drivers named in the environment.
 *
 * @param {NodeJS.ProcessEnv} env
 */
export function vulkanLoaders(env) {
  const drivers = (env.VK_ICD_FILENAMES ?? '').split(path.delimiter).filter((file) => file !== '');
  const loaders = drivers.map((file) => path.resolve(path.dirname(file), 'libvulkan.so.1'));
  return [...new Set(loaders)].filter((file) => existsSync(file));
}

/**
 * The environment in which a process to be started finds that library.
 *
 * @param {NodeJS.ProcessEnv} env the environment so far
 * @returns {Record<string, string>} what to add to it
 */
export function vulkanEnvironment(env) {
  const folders = vulkanLoaders(env).map((file) => path.dirname(file));
  if (folders.length === 0) return {};
  const present = env.LD_LIBRARY_PATH ? [env.LD_LIBRARY_PATH] : [];
  return { LD_LIBRARY_PATH: [...present, ...folders].join(':') };
}

/** Loads that library into this process, where the environment calls for it: Dawn then finds it by its name. */
export function loadVulkan() {
  if (process.platform !== 'linux') return;
  // Node knows no name for this flag of dlopen; without it Node would unload what is not a Node module.
  const RTLD_NODELETE = 0x1000;
  for (const file of vulkanLoaders(process.env)) {
    try {
      process.dlopen({ exports: {} }, file, constants.dlopen.RTLD_NOW | RTLD_NODELETE);
    } catch {
      // Always: "Module did not self-register". Where loading failed indeed, Dawn says so when it is asked for.
    }
  }
}
