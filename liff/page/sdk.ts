import CloseWindow from '@line/liff/close-window';
import liff from '@line/liff/core';
import GetAppLanguage from '@line/liff/get-app-language';
import GetIDToken from '@line/liff/get-id-token';
import IsApiAvailable from '@line/liff/is-api-available';
import IsInClient from '@line/liff/is-in-client';
import IsLoggedIn from '@line/liff/is-logged-in';
import Login from '@line/liff/login';
import Logout from '@line/liff/logout';
import ShareTargetPicker from '@line/liff/share-target-picker';

/** LINE's SDK with the parts used here and no more. */
export function sdk() {
  for (const Part of [IsInClient, IsLoggedIn, Login, Logout, GetIDToken, CloseWindow, GetAppLanguage]) {
    liff.use(new Part());
  }
  liff.use(new IsApiAvailable());
  liff.use(new ShareTargetPicker());
  return liff;
}
