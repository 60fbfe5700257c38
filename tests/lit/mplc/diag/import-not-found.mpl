// An import is looked for beside the file and in -I.
// RUN: not mplc check %s 2>&1 | FileCheck %s

import "nowhere.mpl";
packet p {
  a: byte;
}

// CHECK: import-not-found.mpl:[[@LINE-5]]:8: error: no file 'nowhere.mpl' beside this one, in a folder of -I, or installed with mplc; check the name or add -I FOLDER [import-not-found]
