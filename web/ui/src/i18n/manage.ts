// Imported by every page of supervisors and QA: brings their words in.
import { addMessages } from './index'
import { en } from './manage.en'
import { zh } from './manage.zh'

addMessages(zh, en)
