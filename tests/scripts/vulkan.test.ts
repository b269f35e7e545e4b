import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { vulkanEnvironment, vulkanLoaders } from '../../scripts/lib/vulkan.mjs';

describe('the library that loads Vulkan drivers', () => {
  let folder = '';
  let driver = '';
  let loader = '';
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'vulkan-'));
    driver = path.join(folder, 'icd.json');
    loader = path.join(folder, 'libvulkan.so.1');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  test('is found beside the driver that the environment names', () => {
    expect(vulkanLoaders({ VK_ICD_FILENAMES: driver })).toEqual([]);
    writeFileSync(loader, '');
    expect(vulkanLoaders({ VK_ICD_FILENAMES: driver })).toEqual([loader]);
    const both = [driver, path.join(folder, 'other.json')].join(path.delimiter);
    expect(vulkanLoaders({ VK_ICD_FILENAMES: both })).toEqual([loader]);
    expect(vulkanLoaders({})).toEqual([]);
  });

  test('its folder comes behind what is on the library path', () => {
    expect(vulkanEnvironment({ VK_ICD_FILENAMES: driver })).toEqual({});
    writeFileSync(loader, '');
    expect(vulkanEnvironment({ VK_ICD_FILENAMES: driver })).toEqual({ LD_LIBRARY_PATH: folder });
    expect(vulkanEnvironment({ VK_ICD_FILENAMES: driver, LD_LIBRARY_PATH: '/mine' })).toEqual({
      LD_LIBRARY_PATH: `/mine:${folder}`,
    });
  });
});
